"""A program that imports a client and makes one request: `python cold.py CLIENT URL`.

It prints the CPU time, from its first line, of the import and of the whole program until the response, as JSON. It
imports nothing before, in order not to share modules with the client, and shares no code with other modules for that
reason.
"""

import sys
import time

began = time.process_time()
name, url = sys.argv[1:]
messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]
match name:
    case "do-inference" | "do-inference httpx":
        from do_inference import Client

        imported = time.process_time()
        options = {"transport": "httpx"} if name == "do-inference httpx" else {}
        client = Client(api_key="k", base_url=url, **options)
        completion = client.chat.completions.create(model="m", messages=messages)
        text = completion.choices[0].message.content
    case "openai":
        from openai import OpenAI

        imported = time.process_time()
        client = OpenAI(api_key="k", base_url=f"{url}/v1")
        completion = client.chat.completions.create(model="m", messages=messages)
        text = completion.choices[0].message.content
    case "gradient":
        from gradient import Gradient

        imported = time.process_time()
        client = Gradient(access_token="k", model_access_key="k", inference_endpoint=url)
        completion = client.chat.completions.create(model="m", messages=messages)
        text = completion.choices[0].message.content
    case "pydo":
        from pydo import Client

        imported = time.process_time()
        client = Client(token="k", inference_endpoint=url)
        completion = client.chat.completions.create(model="m", messages=messages)
        text = completion.choices[0].message.content
    case "anthropic":
        from anthropic import Anthropic

        imported = time.process_time()
        client = Anthropic(api_key="k", base_url=url)
        message = client.messages.create(model="m", messages=messages[1:], max_tokens=16)
        text = message.content[0].text
    case "httpx":
        import httpx

        imported = time.process_time()
        client = httpx.Client(base_url=url)
        response = client.post("/v1/chat/completions", json={"model": "m", "messages": messages})
        text = response.json()["choices"][0]["message"]["content"]
    case "floor":
        import json
        import socket
        import ssl

        imported = time.process_time()
        host, port = url.removeprefix("https://").split(":")
        body = json.dumps({"model": "m", "messages": messages}).encode()
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n\r\n"
        context = ssl.create_default_context()
        with context.wrap_socket(
            socket.create_connection((host, int(port))), server_hostname=host
        ) as connection:
            connection.sendall(head.encode() + body)
            with connection.makefile("rb") as file:
                while not (line := file.readline()).startswith(b"content-length:"):
                    pass
                file.readline()
                text = json.loads(file.read(int(line[15:])))["choices"][0]["message"]["content"]
ended = time.process_time()
assert text == " token", text
print(f'{{"import": {imported - began}, "cpu": {ended - began}}}')
