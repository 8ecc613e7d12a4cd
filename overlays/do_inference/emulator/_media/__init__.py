"""Small real files: pictures, sounds, films. Written out by hand, so that nothing needs a library for them."""
