import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { letterPage, mailboxPage } from "./mailbox-page.ts";

/** A letter as it arrived. */
export interface Letter {
  id: number;
  receivedAt: Date;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  /** Header by name in small letters, such as "list-unsubscribe". */
  headers: Record<string, string>;
}

export interface Mailbox {
  smtpPort: number;
  /** Page that lists what arrived. */
  url: string;
  letters: readonly Letter[];
  /** What was sent to one address, the oldest first. */
  lettersTo(address: string): Letter[];
  clear(): void;
  close(): Promise<void>;
}

const LETTERS_KEPT = 1000;

/** An SMTP server that takes everything for everybody, and a page to read it on. Port 0 takes any free one. */
export async function startMailbox(options: { smtpPort?: number; httpPort?: number } = {}): Promise<Mailbox> {
  const letters: Letter[] = [];
  let nextId = 1;
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onAuth: (_auth, _session, done) => done(null, { user: "anybody" }),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const recipients = session.envelope.rcptTo.map((each) => each.address);
        readLetter(Buffer.concat(chunks), nextId++, recipients).then(
          (letter) => {
            letters.push(letter);
            if (letters.length > LETTERS_KEPT) letters.shift();
            done();
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
  });
  smtp.on("error", () => {});
  const pages = createServer((request, response) => {
    const letter = letters.find((each) => `/${each.id}` === request.url);
    const html = request.url === "/" ? mailboxPage(letters) : letter ? letterPage(letter) : null;
    response.writeHead(html ? 200 : 404, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(html?.text ?? "Not Found");
  });
  const smtpPort = await listen(smtp.server, options.smtpPort ?? 0);
  const httpPort = await listen(pages, options.httpPort ?? 0);
  return {
    smtpPort,
    url: `http://127.0.0.1:${httpPort}`,
    letters,
    lettersTo: (address) => letters.filter((letter) => letter.to.includes(address)),
    clear: () => void letters.splice(0),
    async close() {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
      await new Promise<void>((resolve) => {
        pages.close(() => resolve());
        pages.closeAllConnections();
      });
    },
  };
}

async function readLetter(raw: Buffer, id: number, recipients: string[]): Promise<Letter> {
  const parsed = await PostalMime.parse(raw);
  return {
    id,
    receivedAt: new Date(),
    from: parsed.from?.address ?? "",
    to: recipients,
    subject: parsed.subject ?? "",
    text: parsed.text ?? "",
    html: parsed.html ?? null,
    headers: Object.fromEntries(parsed.headers.map((header) => [header.key, header.value])),
  };
}

interface Listening {
  once(event: "error", listener: (error: Error) => void): unknown;
  listen(port: number, host: string, done: () => void): unknown;
  address(): AddressInfo | string | null;
}

function listen(server: Listening, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
