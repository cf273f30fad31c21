import { untrusted } from '../../model/untrusted.ts'
import type { Rule } from '../rule.ts'
import { MEDIA } from './clues.ts'
import { answering, HONEST_ANSWERS, showing } from './sample.ts'
import type { Media, MessageSubject } from './subject.ts'

export const unscannedMedia: Rule<MessageSubject> = {
  id: 'unscanned-media',
  severity: 'info',
  confidence: 'high',
  tier: 'review',
  summary: 'A message holds a picture, a sound or a file, and nobody looked at what it shows or says',
  fix: 'Remember that words in a picture steer a model like any others; its metadata was read.',
  references: ['MCP06', 'SAFE-T1102', 'CoSAI T4'],
  bad: () => [
    showing('image', 'iVBORw0KGgo='),
    showing('audio', 'UklGRg=='),
    showing('image', 'not base64 at all!'),
    showing('image', ''),
  ],
  good: () => [answering('data:image/png;base64,iVBORw0KGgo='), answering('See image.png'), ...HONEST_ANSWERS],
  needs: MEDIA,
  *check({ media }) {
    for (const one of media) yield { at: one.at, excerpt: untrusted(one.kind.slice(0, 100)), note: noteOf(one) }
  },
}

function noteOf({ format, bytes, texts, isWhole }: Media): string {
  const words = texts === 0 ? 'no words' : texts === 1 ? '1 text' : `${texts} texts`
  const rest = isWhole ? '' : ', and more that was not read'
  return `${bytes} bytes of the format ${format}; read of it: ${words}${rest}`
}
