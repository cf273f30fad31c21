// A text as a page renders it, and the words that such a page does not show: comments, link titles, reference definitions,
// texts of pictures, details that are folded away.
import { findComments } from '../html-comment.ts'
import type { Span } from '../span.ts'
import { replaced, Weaver, type Traced } from './weave.ts'

const MARK =
  /<\/?[a-z][^<>]{0,500}>|!\[(?<alt>[^[\]]{0,500})\](?:\([^()\n]{0,1000}\)|\[[^[\]]{0,200}\])?|(?<!!)\[(?<shown>[^[\]]{1,500})\]\([^()\s]{0,1000}(?:\s+["'(](?<title>[^"'()\n]{0,500})["')])?\s*\)|(?<=^|\n) {0,3}\[[^[\]\n]{1,200}\]:[ \t]{0,10}[^\s]{1,1000}[ \t]{1,10}["'(]?(?<definition>[^\n]{1,1000}?)["')]?(?=\n|$)|(?<=\p{L})(?:\*{1,3}|~~|`)(?=\p{L})/giu

/** Null where the text is not marked up. */
export function rendered(from: Traced): { readonly shown: Traced; readonly concealed: Traced } | null {
  const { text } = from
  if (!/<[!/a-z]|\]\(|!\[|\]:|\p{L}(?:\*{1,3}|~~|`)\p{L}/iu.test(text)) return null
  const closed = [...findComments(text), ...findDetails(text)].sort((a, b) => a[0] - b[0])
  const changes: (readonly [Span, string])[] = []
  const concealed = new Weaver(from)
  const conceal = (span: Span): void => {
    concealed.copy(...span)
    concealed.put(' ', [span[1], span[1]])
  }
  let next = 0
  let at = 0
  const close = (before: number): void => {
    for (; next < closed.length && closed[next]![0] < before; next++) {
      const span = closed[next]!
      if (span[0] < at) continue
      const isComment = text.startsWith('<!--', span[0])
      conceal(isComment ? [span[0] + 4, text.startsWith('-->', span[1] - 3) ? span[1] - 3 : span[1]] : span)
      changes.push([span, ''])
      at = span[1]
    }
  }
  for (const { 0: found, index, groups = {} } of text.matchAll(MARK)) {
    close(index)
    if (index < at) continue
    for (const part of ['alt', 'title', 'definition']) {
      const words = groups[part] ?? ''
      const start = index + found.lastIndexOf(words)
      if (words !== '') conceal([start, start + words.length])
    }
    changes.push([[index, index + found.length], groups['shown'] ?? ''])
    at = index + found.length
  }
  close(text.length)
  if (changes.length === 0) return null
  return { shown: replaced(from, changes), concealed: concealed.done() }
}

/** What stands between `<details>` and its end, where it is not said to be open. */
function findDetails(text: string): Span[] {
  const found: Span[] = []
  let end = 0
  for (const { 0: mark, index } of text.matchAll(/<details(?:\s[^<>]{0,200})?>/gi)) {
    if (index < end || /\sopen\b/i.test(mark)) continue
    const start = index + mark.length
    const rest = /<\/details/gi
    rest.lastIndex = start
    end = rest.exec(text)?.index ?? text.length
    found.push([start, end])
  }
  return found
}
