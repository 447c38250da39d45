import { createTransport } from "nodemailer";
import { afterEach, expect, test } from "vitest";
import { type Mailbox, startMailbox } from "./mailbox.ts";

let mailbox: Mailbox | null = null;

afterEach(async () => {
  await mailbox?.close();
  mailbox = null;
});

test("a letter that is sent by SMTP can be read on the page, and runs nothing there", async () => {
  mailbox = await startMailbox();
  const transport = createTransport({ host: "127.0.0.1", port: mailbox.smtpPort, secure: false, ignoreTLS: true });
  await transport.sendMail({
    from: "shop@example.com",
    to: "ann@example.com",
    subject: "Je hebt 25 punten – bedankt!",
    text: "Hallo Ann",
    html: "<p>Hallo <b>Ann</b></p><script>alert(1)</script>",
    headers: { "List-Unsubscribe": "<https://example.com/u>" },
  });
  transport.close();
  const [letter] = mailbox.lettersTo("ann@example.com");
  expect(letter?.subject).toBe("Je hebt 25 punten – bedankt!");
  expect(letter?.headers["list-unsubscribe"]).toBe("<https://example.com/u>");
  const list = await (await fetch(mailbox.url)).text();
  expect(list).toContain("Je hebt 25 punten");
  const page = await (await fetch(`${mailbox.url}/${letter?.id}`)).text();
  expect(page).toContain("<iframe sandbox");
  expect(page).not.toContain("<script>");
});
