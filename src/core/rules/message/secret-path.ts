import { judged, of } from '../argument/judged.ts'
import { isSecretFile, isStartFile } from '../argument/secret-file.ts'
import type { Rule } from '../rule.ts'
import { place } from '../seek.ts'
import { valuesFor } from './clues.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

export const secretPath: Rule<MessageSubject> = {
  id: 'secret-path',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'A path names a file that holds secrets, or a write goes to one that runs by itself or lets somebody in',
  fix: 'Ask the person whether this file is meant. What the sandbox does not grant the server cannot reach anyway.',
  references: ['MCP01', 'SAFE-T1502', 'AML.T0098', 'CoSAI T5'],
  bad: () => [
    calling({ path: '/home/reed/.ssh/id_ed25519' }),
    calling({ path: '~/.aws/credentials' }),
    calling({ file: '/etc/shadow' }),
    calling({ path: '/proc/self/environ' }),
    calling({ path: '/etc/cron.d/a', content: '* * * * * root true' }),
    calling({ path: '.git/hooks/pre-commit', content: 'true' }, 'write'),
    calling({ body: '$(cat ~/.aws/credentials)' }),
  ],
  good: () => [
    calling({ path: '/home/reed/.ssh/id_ed25519.pub' }),
    calling({ path: '/repo/testdata/.aws/credentials' }),
    calling({ path: '/etc/hosts' }),
    calling({ path: '.git/hooks/pre-commit' }, 'read'),
    calling({ body: 'Keys are in ~/.aws/credentials.' }),
    ...HONEST_CALLS,
  ],
  needs: valuesFor('path', 'prose'),
  *check({ values, tool }) {
    const writes = tool === null ? of(values, WORDS).length > 0 : tool.effect.effect !== 'read'
    yield* judged(of(values, PATHS), (reading) => {
      if (isSecretFile(reading)) return 'names a file that holds secrets'
      return writes && isStartFile(reading) ? 'writes to a file that runs by itself or lets somebody in' : null
    })
    for (const { field } of of(values, WORDS)) {
      const why = /^\s{0,16}[$`]/.test(field.text) && field.text.length < LONGEST ? standsFor(field.text.trim()) : null
      if (why !== null) yield place(field, [0, field.text.length], why)
    }
  },
}

const LONGEST = 500

/** Words for people that are nothing but a command to read a file, or a variable that holds a key. */
function standsFor(text: string): string | null {
  const script = /^(?:\$\(([^()]+)\)|`([^`]+)`)$/.exec(text)
  const command = script?.[1] ?? script?.[2]
  if (
    command !== undefined &&
    (isSecretFile(command) || /^\s*(?:cat|type|base64|head|tail|printenv|env)\b/.test(command))
  )
    return 'is replaced by what a file holds'
  const isKey = /^\$\{(?:\w{1,20}[.:])?\w*(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)\w*\}$/i.test(text)
  return isKey ? 'is replaced by what a variable holds' : null
}

const PATHS = new Set(['path'] as const)
const WORDS = new Set(['prose'] as const)
