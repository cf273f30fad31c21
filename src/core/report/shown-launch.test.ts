import { expect, test } from 'vitest'
import { withoutSecrets } from '../text/launch-secret.ts'
import { shortLaunch, urlOf, wordsOf } from './shown-launch.ts'

const TOKEN = ['q7Zt', '2mXw', '9Lr4', 'Kd8v', 'Bn3c', 'Yh6s', 'Pf5g', 'Tj1a'].join('')

test('a launch is shown without its credentials, whatever a rule was told to overlook', () => {
  const argv = ['server', '--api-key', TOKEN, `--url=https://mcp.test/?token=${TOKEN}`]
  const shown = ['server', '--api-key', '<hidden>', '--url=https://mcp.test/?token=<hidden>']
  expect(wordsOf(argv)).toEqual(shown)
  expect(shortLaunch({ argv, url: null }, 200)).toBe(`"${shown.join(' ')}"`)
  expect(urlOf({ url: `https://mcp.test/?token=${TOKEN}` })).toBe('https://mcp.test/?token=<hidden>')
})

test('of what else not everybody should see, one of the two takes out nothing', () => {
  const argv = ['server', 'DE89370400440532013000', '/srv/data/files']
  expect(wordsOf(argv)).toEqual(['server', '<bank account>', '/srv/data/files'])
  expect(withoutSecrets(argv)).toEqual(argv)
})
