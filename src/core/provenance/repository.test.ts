// One repository has many spellings, and another one none of them.
import { expect, test } from 'vitest'
import { isFromItsHost, isSameRepository, matchesClaimed, readRepository } from './repository.ts'

test.each([
  ['https://github.com/Owner/Name', 'github.com/owner/name'],
  ['git+https://github.com/owner/name.git', 'github.com/owner/name'],
  ['git+https://github.com/owner/name@refs/heads/main', 'github.com/owner/name'],
  ['git://github.com/owner/name.git#main', 'github.com/owner/name'],
  ['git@github.com:owner/name.git', 'github.com/owner/name'],
  ['git+ssh://git@github.com/owner/name.git', 'github.com/owner/name'],
  ['https://github.com/owner/name/tree/main/packages/a', 'github.com/owner/name'],
  ['https://www.github.com/owner/name/', 'github.com/owner/name'],
  ['owner/name', 'github.com/owner/name'],
  ['gitlab:owner/name', 'gitlab.com/owner/name'],
  ['https://gitlab.com/group/sub/name/-/tree/main', 'gitlab.com/group/sub/name'],
  ['https://code.test/owner/name.git', 'code.test/owner/name'],
  ['https://github.com/owner', null],
  ['javascript:alert(1)', null],
  ['', null],
])('%s is %s', (text, expected) => {
  expect(readRepository(text)).toBe(expected)
})

test.each([
  ['https://github.com/owner/name', 'git@github.com:Owner/name.git', true],
  ['https://github.com/owner/name', 'https://github.com/owner/name-fork', false],
  ['https://github.com/owner/name', 'https://github.com.evil.test/owner/name', false],
  ['https://github.com/owner/name', null, null],
])('%s and %s: %s', (one, other, expected) => {
  expect(isSameRepository(one, other)).toBe(expected)
})

const [OWN, OTHER] = ['https://github.com/owner/name', 'https://github.com/owner/fork']
test.each<[readonly (string | null)[], string | null, boolean | null]>([
  [[OWN], OWN, true],
  [[null, OWN], OWN, true],
  [[OWN, OTHER], OWN, false],
  [[OTHER], OWN, false],
  [[null], OWN, null],
  [[], OWN, null],
  [[OWN], null, null],
])('builds of %j, where the package claims %s: %s', (repositories, claimed, expected) => {
  const builds = repositories.map((repository) => ({ repository }))
  expect(matchesClaimed(builds, claimed)).toBe(expected)
})

const GITHUB = 'https://token.actions.githubusercontent.com'
test.each<[string, string | null, boolean]>([
  [OWN, GITHUB, true],
  [OWN, `${GITHUB}/enterprise`, true],
  ['https://gitlab.com/group/name', 'https://gitlab.com', true],
  [OWN, 'https://oidc.codefresh.io', false],
  [OWN, `${GITHUB}.evil.test`, false],
  [OWN, 'https://github.com', false],
  ['https://gitlab.com/group/name', GITHUB, false],
  [OWN, 'http://token.actions.githubusercontent.com', false],
  ['nowhere', GITHUB, false],
  [OWN, null, false],
])('%s, proved by %s: %s', (repository, issuer, expected) => {
  expect(isFromItsHost(repository, issuer)).toBe(expected)
})
