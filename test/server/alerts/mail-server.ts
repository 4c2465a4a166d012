/** A mail server as a school has one: real SMTP with STARTTLS on a port of its own, which keeps what it was given. */
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { selfSigned } from '../../contract/certificate.ts';

export type Received = { to: string[]; text: string };

export async function startMailServer(options: { tls?: boolean; refuse?: (to: string) => number | undefined } = {}) {
  const received: Received[] = [];
  const { tls = true, refuse = () => undefined } = options;
  const { cert, key } = selfSigned();
  const server = new SMTPServer({
    authOptional: true,
    cert,
    key,
    ...(tls ? {} : { disabledCommands: ['STARTTLS'] }),
    onRcptTo: ({ address }, _session, done) => {
      const code = refuse(address);
      done(code === undefined ? undefined : Object.assign(new Error('no such mailbox'), { responseCode: code }));
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, text: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { received, url: `smtp://127.0.0.1:${port}`, tls: { ca: cert, servername: 'localhost' } };
}
