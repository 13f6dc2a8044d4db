"""Programs that run to their end; the first word says which."""

import logging
import sys
import time


def main() -> object:
    word = sys.argv[1]
    if word == "code":
        return int(sys.argv[2])
    if word == "says":
        return "no input"
    if word == "fails":
        raise KeyError("SOURCE")
    if word == "logs":
        logging.getLogger("shop").info("closed")
    if word == "waits":
        try:
            print("waits", flush=True)
            time.sleep(30)
        finally:
            print("tidied up", flush=True)
    return None


if __name__ == "__main__":
    sys.exit(main())
