import os
import urllib.request


def handler(event, context):
    """Reads the stock of one warehouse from its system inside the network."""
    request = urllib.request.Request(
        f"{os.environ['WAREHOUSE_URL']}/stock/{event['warehouse']}",
        headers={"authorization": f"Bearer {os.environ['WAREHOUSE_TOKEN']}"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return {"status": response.status}
