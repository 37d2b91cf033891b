import { createServer } from "node:net";

/** A mail server that takes one kind of answer for each recipient, and keeps what it was sent. */
export async function startMailServer(answerToRecipient = "250 ok") {
  let received = "";
  const server = createServer((socket) => {
    let inData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 test");
    socket.on("data", (bytes) => {
      received += bytes;
      for (const line of String(bytes).split("\r\n").filter(Boolean)) {
        if (inData) {
          if (line === ".") {
            inData = false;
            say("250 taken");
          }
        } else if (/^(EHLO|HELO|MAIL|RSET)/.test(line)) say("250 test");
        else if (line.startsWith("RCPT")) say(answerToRecipient);
        else if (line === "DATA") {
          inData = true;
          say("354 go on");
        } else if (line === "QUIT") socket.end("221 bye\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `smtp://127.0.0.1:${address.port}`, received: () => received, stop: () => server.close() };
}
