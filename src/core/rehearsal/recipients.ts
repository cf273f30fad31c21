// Who else is written to: addresses in the copy fields of a message, or told to a mail server, that nobody named.

const EMAIL = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}/g
/** `"bcc": ["a@b.example"]`, `bcc=a@b.example`, `Bcc: a@b.example`: as APIs of mail services take it. */
const COPIES = /\bb?cc(?:_?addresses|_?recipients)?["']?\s*[:=]\s*([^\r\n]{1,400})/gi
/** RFC 5321. */
const TOLD = /^RCPT TO:\s*<([^>\r\n]{3,300})>/gim

export function recipientsAdded(text: string, known: readonly string[]): readonly string[] {
  const plain = text.replace(/%40/g, '@')
  const copies = [...plain.matchAll(COPIES)].flatMap(
    ([, field]) => field!.split(/["'\]]\s*,\s*["']\w+["']\s*:/)[0]!.match(EMAIL) ?? [],
  )
  const told = [...plain.matchAll(TOLD)].map(([, address]) => address!)
  return [...new Set([...copies, ...told])].filter((address) => !known.includes(address))
}
