// A page that loads nothing and runs nothing: no script, no font, no picture, and one sheet of style that is allowed by its digest.
import type { Sha256 } from '../canon/digest.ts'
import { reveal } from '../model/untrusted.ts'

/** Text as text, wherever it stands: markup is written out, and what a person would not see is made visible. */
export const escaped = (text: string): string =>
  reveal(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** `title` is text; `body` is markup of ours. */
export function htmlPage(title: string, style: string, body: string, sha256: Sha256): string {
  const digest = btoa(String.fromCharCode(...bytesOf(sha256(style))))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`
}

const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
