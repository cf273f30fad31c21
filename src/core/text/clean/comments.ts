// Comments that a rendered page does not show, and how little of them must go when they turn out to hold an order.
import { findComments } from '../html-comment.ts'
import type { Span } from '../span.ts'
import type { Cut } from './cut.ts'

export type Comment = { readonly span: Span; readonly cut: Cut }

/** Of HTML, and lines such as `[//]: # (words)` of Markdown. */
export function commentsIn(text: string): Comment[] {
  const html = text.includes('<!--') ? findComments(text) : []
  const markdown = text.includes(']:') ? Array.from(text.matchAll(LINE), spanOf) : []
  return [...html, ...markdown].map((span) => ({ span, cut: cutOf(text, span) }))
}

const LINE = /^ {0,3}\[[^\]\n]{1,100}\]:[ \t]{1,10}(?:#|<>)[ \t]{1,10}[("'][^\n]{0,2000}[)"'][ \t]{0,10}$/gm

const spanOf = ({ 0: found, index }: RegExpExecArray): Span => [index, index + found.length]

/** One that is never closed hides all that follows: without its mark that is seen. */
function cutOf(text: string, span: Span): Cut {
  const isOpen = text.startsWith('<!--', span[0]) && !text.slice(span[0], span[1]).endsWith('-->')
  return {
    what: 'comment with an order',
    span: isOpen ? [span[0], span[0] + 4] : span,
    shown: isOpen ? '' : '[comment removed]',
    count: 1,
  }
}
