"""Publishes three messages and reads them back: the queue's JSON frames from Python.

    python3 queue.py [HOST [PORT [TOKEN]]]
"""
import json, socket, struct, sys


class Queue:
    def __init__(self, host="127.0.0.1", port=9000, token=""):
        self.socket = socket.create_connection((host, int(port)), timeout=30)
        self.stream = self.socket.makefile("rb")
        self.call(type="hello", token=token, instance="queue.py", role="example")

    def send(self, **frame):
        body = json.dumps(frame).encode()
        self.socket.sendall(struct.pack(">i", len(body)) + body)

    def receive(self):
        length, = struct.unpack(">i", self.stream.read(4))
        return json.loads(self.stream.read(length))

    def call(self, **frame):
        self.send(**frame)
        answer = self.receive()
        if answer["type"] == "error":
            raise RuntimeError(answer["error"])
        return answer


if __name__ == "__main__":
    queue = Queue(*sys.argv[1:])
    offsets = [queue.call(type="publish", topic="example", payload={"n": n})["offset"] for n in range(3)]
    queue.call(type="subscribe", topic="example", subscriber_id="example", offset=offsets[0])
    for offset in offsets:
        message = queue.receive()
        print(message["offset"], message["payload"])
        assert message["offset"] == offset
