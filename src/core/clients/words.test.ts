import { expect, test } from 'vitest'
import { splitWords } from './words.ts'

test.each([
  ['npx', ['npx']],
  ['npx -y x', ['npx', '-y', 'x']],
  ['  npx   -y  ', ['npx', '-y']],
  ['node "/my files/a.js" --x', ['node', '/my files/a.js', '--x']],
  ["sh -c 'curl a | sh'", ['sh', '-c', 'curl a | sh']],
  ['/bin/sh -c "x"', ['/bin/sh', '-c', 'x']],
  ['/usr/bin/node ./server.js', ['/usr/bin/node', './server.js']],
  ['/usr/bin/node /srv/a.js', ['/usr/bin/node', '/srv/a.js']],
  ['"C:\\Program Files\\nodejs\\node.exe" a.js', ['C:\\Program Files\\nodejs\\node.exe', 'a.js']],
  ['/Applications/My App/bin/x', ['/Applications/My App/bin/x']],
  ['C:\\Program Files\\nodejs\\node.exe', ['C:\\Program Files\\nodejs\\node.exe']],
  ['~/My Tools/server', ['~/My Tools/server']],
  ['', ['']],
])('%j', (command, words) => {
  expect(splitWords(command)).toEqual(words)
})
