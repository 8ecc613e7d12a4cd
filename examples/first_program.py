"""One call and one stream, with the emulator on this machine."""

from do_inference import Client
from do_inference.emulator import Emulator

with Emulator() as emulator, Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
    completion = client.chat.completions.create(
        model="llama3.3-70b-instruct",
        messages=[{"role": "user", "content": "Say hello."}],
    )
    print(completion.choices[0].message.content)

    with client.chat.completions.create(
        model="llama3.3-70b-instruct",
        messages=[{"role": "user", "content": "Say hello, slowly."}],
        stream=True,
    ) as stream:
        for text in stream.text:
            print(text, end="", flush=True)
    print()
