"""찾기: the words in the header, over every register that the asker may read."""
