// A clock that can be moved: preloads for Node and Python that add to the time of day, and let timers that would wait for minutes or
// days fire soon. Only a rehearsal has them; a program in another language keeps the real clock, and the report says so.
import { DAY_MS } from '../model/day.ts'

/** Days of the moved clock: past a cache of hours, a trial of weeks, and the end of any month. */
export const DAYS_LATER = 40
const OFFSET_MS = DAYS_LATER * DAY_MS
/** Timers longer than this are brought forward; those of between are shortened, for nothing is waited for so long. */
const LONG_MS = 20_000
const MIDDLE_MS = 2_500
const SOON_MS = 400
/** What counts how long it has run finds, once it has started, that it ran for half a day. Timers of its own start are not disturbed. */
const STEP_MS = DAY_MS / 2
const STEP_AFTER_MS = 2_000

/** `Reflect` and proxies: what is asked how it is written says that it is native. Children take it over by their environment. */
const NODE = `'use strict'
const soon = (wait) => (wait > ${LONG_MS} ? ${SOON_MS} : wait > ${MIDDLE_MS} ? wait / 10 : wait)
const over = (of, name, done) => { of[name] = new Proxy(of[name], { apply: (real, self, words) => done((...all) => Reflect.apply(real, self, all), words) }) }
const uptime = process.uptime.bind(process)
const step = () => (uptime() * 1000 > ${STEP_AFTER_MS} ? ${STEP_MS} : 0)
const Real = Date
const now = () => Real.now() + ${OFFSET_MS} + step()
const moved = new Proxy(Real, {
  construct: (real, words, by) => Reflect.construct(real, words.length === 0 ? [now()] : words, by === moved ? real : by),
  apply: () => new Real(now()).toString(),
  get: (real, name) => (name === 'now' ? told : Reflect.get(real, name)),
})
const told = new Proxy(Real.now, { apply: now })
Real.prototype.constructor = moved
globalThis.Date = moved
const timers = require('timers'), promises = require('timers/promises')
for (const name of ['setTimeout', 'setInterval']) {
  over(timers, name, (real, [done, wait, ...rest]) => real(done, soon(wait), ...rest))
  globalThis[name] = timers[name]
  over(promises, name, (real, [wait, ...rest]) => real(soon(wait), ...rest))
}
over(promises.scheduler, 'wait', (real, [wait, ...rest]) => real(soon(wait), ...rest))
over(AbortSignal, 'timeout', (real, [wait]) => real(soon(wait)))
over(Atomics, 'wait', (real, [of, at, value, wait]) => real(of, at, value, soon(wait)))
const nanos = process.hrtime.bigint
over(performance, 'now', (real) => real() + step())
over(process, 'uptime', (real) => real() + step() / 1000)
const hrtime = () => nanos() + BigInt(step()) * 1000000n
over(process, 'hrtime', (real, [since]) => {
  const all = hrtime() - (since === undefined ? 0n : BigInt(since[0]) * 1000000000n + BigInt(since[1]))
  return [Number(all / 1000000000n), Number(all % 1000000000n)]
})
process.hrtime.bigint = new Proxy(nanos, { apply: hrtime })
require('module').syncBuiltinESMExports()
delete require.cache[__filename]
`

const PYTHON = `import time, datetime, threading
_offset = ${OFFSET_MS / 1000}
_began, _time, _sleep, _datetime = time.monotonic(), time.time, time.sleep, datetime.datetime
def _step(real=time.monotonic):
    return ${STEP_MS / 1000} if real() - _began > ${STEP_AFTER_MS / 1000} else 0
def _soon(seconds):
    if seconds is None or seconds <= ${MIDDLE_MS / 1000}: return seconds
    return ${SOON_MS / 1000} if seconds > ${LONG_MS / 1000} else seconds / 10
time.time = lambda: _time() + _offset + _step()
time.time_ns = lambda: int(time.time() * 1e9)
for _name in 'monotonic', 'perf_counter':
    setattr(time, _name, lambda _real=getattr(time, _name): _real() + _step())
    setattr(time, _name + '_ns', lambda _real=getattr(time, _name + '_ns'): _real() + int(_step() * 1e9))
for _name in 'localtime', 'gmtime', 'ctime':
    setattr(time, _name, lambda seconds=None, _real=getattr(time, _name): _real(time.time() if seconds is None else seconds))
def _strftime(form, parts=None, _real=time.strftime):
    return _real(form, time.localtime() if parts is None else parts)
time.strftime = _strftime
time.sleep = lambda seconds: _sleep(_soon(seconds))
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
_Moved.__name__ = _Moved.__qualname__ = 'datetime'
_Moved.__module__ = 'datetime'
datetime.datetime = _Moved
def _over(of, name):
    real = getattr(of, name)
    def sooner(self, wait=None, *rest, **named):
        return real(self, _soon(wait), *rest, **named)
    setattr(of, name, sooner)
_init = threading.Timer.__init__
def _timer(self, interval, *rest, **named):
    _init(self, _soon(interval), *rest, **named)
threading.Timer.__init__ = _timer
_over(threading.Condition, 'wait')
class _Events:
    def find_spec(self, name, path=None, target=None):
        if name != 'asyncio.base_events': return None
        import importlib.util, sys
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module
        def exec_module(module):
            run(module)
            _over(module.BaseEventLoop, 'call_later')
        spec.loader.exec_module = exec_module
        return spec
import sys
sys.meta_path.insert(0, _Events())
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
  if (/^node(?:js)?$/.test(program)) return clockForChildren(argv)
  if (/^python[\d.]*$/.test(program)) {
    const script = afterOptions(argv)
    if (argv.slice(1, script + 1).some((word) => ALONE.test(word))) {
      if ((argv[script] ?? '-').startsWith('-')) return null
      const [python, ...words] = argv.toSpliced(script, 0, '/etc/clock/run.py')
      const { files, env } = clockForChildren(argv)
      return { files: { ...files, '/etc/clock/run.py': RUN }, argv: [python!, ...words], env }
    }
    return clockForChildren(argv)
  }
  return null
}

/** By the environment, so that whatever else is started of Node and Python has it too. */
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
