# Sends a payment file, then receives and downloads a statement, over the API of pesit-drop.
#
#   python3 client.py send FILE            prints {"id": ..., "status": ...}
#   python3 client.py receive NAME TARGET  writes the statement to TARGET when the status is COMPLETED
#
# PESIT_DROP_URL: where the daemon listens (http://localhost:9081); PESIT_DROP_KEY: a key, when one is needed.
import json
import os
import sys

import requests

BASE_URL = os.environ.get("PESIT_DROP_URL", "http://localhost:9081")
KEY = os.environ.get("PESIT_DROP_KEY", "")
HEADERS = {"Authorization": f"Bearer {KEY}"} if KEY else {}


def send(path):
    with open(path, "rb") as file:
        response = requests.post(
            f"{BASE_URL}/api/transfers/send",
            headers=HEADERS,
            files={"file": file},
            data={
                "serverId": 1,
                "remoteFilename": os.path.basename(path),
                "partnerId": "MON_ENTREPRISE",
                "virtualFile": "VIREMENTS",
            },
        )
    response.raise_for_status()
    return response.json()


def receive(name, target):
    response = requests.post(
        f"{BASE_URL}/api/transfers/receive",
        headers=HEADERS,
        json={
            "serverId": 1,
            "remoteFilename": name,
            "partnerId": "MON_ENTREPRISE",
            "virtualFile": "RELEVES",
        },
    )
    response.raise_for_status()
    transfer = response.json()
    if transfer["status"] == "COMPLETED":
        with requests.get(
            f"{BASE_URL}/api/transfers/{transfer['id']}/download", headers=HEADERS, stream=True
        ) as download:
            download.raise_for_status()
            with open(target, "wb") as file:
                for piece in download.iter_content(chunk_size=65536):
                    file.write(piece)
    return transfer


if __name__ == "__main__":
    transfer = send(*sys.argv[2:]) if sys.argv[1] == "send" else receive(*sys.argv[2:])
    print(json.dumps({"id": transfer["id"], "status": transfer["status"]}))
