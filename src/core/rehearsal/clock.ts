// A clock that can be moved: preloads for Node and Python that add to the time of day, and let timers that would wait for minutes or
// days fire soon. Only a rehearsal has them; a program in another language keeps the real clock, and the report says so.
import { DAY_MS } from '../model/day.ts'

/** Days of the moved clock: past a cache of hours, a trial of weeks, and the end of any month. */
export const DAYS_LATER = 40
const OFFSET_MS = DAYS_LATER * DAY_MS
/** Timers longer than this are brought forward. */
const LONG_MS = 20_000
const SOON_MS = 400

const NODE = `'use strict'
const Real = Date
const offset = ${OFFSET_MS}
class Moved extends Real {
  constructor(...words) { words.length === 0 ? super(Real.now() + offset) : super(...words) }
  static now() { return Real.now() + offset }
}
globalThis.Date = new Proxy(Moved, { apply: () => new Moved().toString() })
for (const name of ['setTimeout', 'setInterval']) {
  const real = globalThis[name]
  globalThis[name] = function (done, wait, ...rest) { return real(done, wait > ${LONG_MS} ? ${SOON_MS} : wait, ...rest) }
  Object.assign(globalThis[name], real)
  for (const key of Object.getOwnPropertySymbols(real)) globalThis[name][key] = real[key]
}
`

const PYTHON = `import time, datetime, threading
_offset = ${OFFSET_MS / 1000}
_time, _sleep, _datetime = time.time, time.sleep, datetime.datetime
time.time = lambda: _time() + _offset
time.time_ns = lambda: int(time.time() * 1e9)
time.sleep = lambda seconds: _sleep(${SOON_MS / 1000} if seconds > ${LONG_MS / 1000} else seconds)
class _Moved(_datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return cls.utcfromtimestamp(time.time())
    @classmethod
    def today(cls):
        return cls.now()
datetime.datetime = _Moved
_init = threading.Timer.__init__
def _soon(self, interval, *rest, **named):
    _init(self, ${SOON_MS / 1000} if interval > ${LONG_MS / 1000} else interval, *rest, **named)
threading.Timer.__init__ = _soon
`

/** For a Python that reads no environment or no site: it starts the script itself, as Python would have. */
const RUN = `${PYTHON}
import os, runpy, sys
sys.argv.pop(0)
if not getattr(sys.flags, 'safe_path', sys.flags.isolated):
    sys.path[0] = os.path.dirname(os.path.realpath(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name='__main__')
`

/** What is laid into the sandbox, and how the program is told of it. */
export type Moved = {
  readonly files: Readonly<Record<string, string>>
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
}

/** Null where the program is neither Node nor Python, or is a Python that cannot be told. */
export function movedClock(argv: readonly [string, ...string[]]): Moved | null {
  const program = argv[0].slice(argv[0].lastIndexOf('/') + 1)
  if (/^node(?:js)?$/.test(program)) {
    const [node, ...rest] = argv
    return { files: { '/etc/clock.cjs': NODE }, argv: [node, '--require', '/etc/clock.cjs', ...rest], env: {} }
  }
  if (/^python[\d.]*$/.test(program)) {
    const script = afterOptions(argv)
    if (argv.slice(1, script + 1).some((word) => ALONE.test(word))) {
      if ((argv[script] ?? '-').startsWith('-')) return null
      const [python, ...words] = argv.toSpliced(script, 0, '/etc/clock/run.py')
      return { files: { '/etc/clock/run.py': RUN }, argv: [python!, ...words], env: {} }
    }
    return { files: { '/etc/clock/sitecustomize.py': PYTHON }, argv, env: { PYTHONPATH: '/etc/clock' } }
  }
  return null
}

/** For a program whose own clock cannot be moved: what it starts may be Node or Python. */
export const clockForChildren = (argv: Moved['argv']): Moved => ({
  files: { '/etc/clock.cjs': NODE, '/etc/clock/sitecustomize.py': PYTHON },
  argv,
  env: { NODE_OPTIONS: '--require /etc/clock.cjs', PYTHONPATH: '/etc/clock' },
})

/** Among them one that takes no environment (`-E`), no site (`-S`), or neither (`-I`). */
const ALONE = /^-(?!-)[A-Za-z]*[EIS]/
const FLAGS = /^-[bBdEhiIOPqRsSuvVx?]+$/
const WITH_VALUE = /^(?:-[A-Za-z]*[WX]|--check-hash-based-pycs)$/

/** Where the options of Python end: at its script, or at the option that names what is run in place of one. */
function afterOptions(argv: readonly string[]): number {
  let at = 1
  while (at < argv.length) {
    if (WITH_VALUE.test(argv[at]!)) at += 2
    else if (FLAGS.test(argv[at]!) || /^-[WX]./.test(argv[at]!)) at += 1
    else break
  }
  return at
}
