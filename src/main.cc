// argv becomes a verb; nothing else happens here.
int main() { return 0; }
