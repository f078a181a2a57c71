# A real SMTP server on a free port of 127.0.0.1: prints its port, then each message as a line of JSON.
# usage: smtp_server.py [CERT KEY]: with them it demands STARTTLS and the login user / a password.
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Printing:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        print(json.dumps({
            'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'subject': message['Subject'], 'tls': session.ssl is not None,
            'authenticated': bool(session.authenticated), 'text': body.get('text/plain'), 'html': body.get('text/html'),
        }), flush=True)
        return '250 taken'


options = {'hostname': '127.0.0.1'}
if len(sys.argv) > 2:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[1], sys.argv[2])

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == b'user' and data.password == b'a password')

    options |= {'tls_context': context, 'require_starttls': True, 'auth_required': True, 'authenticator': authenticate}


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Printing(), **options), '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)  # until whoever started this has had enough


asyncio.run(serve())
