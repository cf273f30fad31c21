import { expect, test } from 'vitest'
import { allowingBubblewrap, asRoot, installing, isNewEnough, PACKAGE_MANAGERS, shownCommand } from './remedies.ts'

test.each([
  ['bubblewrap 0.8.0', true],
  ['bubblewrap 0.11.0', true],
  ['bubblewrap 1.0.0', true],
  ['bubblewrap 0.7.0', false],
  ['bubblewrap 0.6.1', false],
  ['bubblewrap', false],
  ['', false],
])('%j is new enough: %s', (version, answer) => {
  expect(isNewEnough(version)).toBe(answer)
})

test.each(PACKAGE_MANAGERS)('%s installs bubblewrap with its last command', (manager) => {
  const commands = installing(['bwrap'], manager)
  expect(commands.at(-1)!.argv.at(-1)).toBe('bubblewrap')
  expect(commands.every(({ argv }) => argv[0] === manager)).toBe(true)
})

test('what needs root goes through sudo for others, and is shown as it can be typed', () => {
  const [write, load] = allowingBubblewrap('/usr/bin/bwrap')
  expect(shownCommand(asRoot(write!, false))).toBe(
    "sudo tee /etc/apparmor.d/sallyport-bwrap <<'END'\nabi <abi/4.0>,\ninclude <tunables/global>\n" +
      'profile sallyport-bwrap /usr/bin/bwrap flags=(unconfined) {\n  userns,\n}\nEND',
  )
  expect(shownCommand(asRoot(load!, true))).toBe('apparmor_parser --replace /etc/apparmor.d/sallyport-bwrap')
})
