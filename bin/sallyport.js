#!/usr/bin/env node
// Says clearly which Node is needed before anything else runs. This file must parse on any old Node.
var needed = [24, 15]
var found = process.versions.node.split('.').map(Number)
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  var wanted = 'error: Sallyport needs Node ' + needed.join('.') + ' or newer; this is Node ' + found.join('.') + '\n'
  process.stderr.write(wanted + 'next: Install a newer Node, then repeat the command.\n')
  process.exit(2)
}

// One `run` stands beside every server, so it is kept small. The part of its heap where new values live would grow to 48 MB as
// messages pass, and they pass no faster with it. And nothing of a start runs long enough to be worth compiling: the compilers
// alone are 10 MB. What is called often meanwhile is counted as for the first of them, so that it is compiled soon after.
var START = ['--no-opt', '--no-maglev', '--invocation-count-for-turbofan=400', '--invocation-count-for-osr=100']
var AFTER = ['--opt', '--maglev', '--invocation-count-for-turbofan=3000', '--invocation-count-for-osr=500']
var START_MS = 1000

function keepSmall(v8) {
  // V8 reads these flags whenever it needs them, so they may be set while the process runs.
  v8.setFlagsFromString('--semi-space-growth-factor=1')
  START.forEach(function (flag) {
    v8.setFlagsFromString(flag)
  })
  setTimeout(function () {
    AFTER.forEach(function (flag) {
      v8.setFlagsFromString(flag)
    })
  }, START_MS).unref()
}

// What serves many clients runs for days. Compiling sooner what is called often brings it to its full speed after a few thousand
// calls, and not after tens of thousands; docs/decisions/0061-what-serve-costs-and-why.md has the numbers.
function compileSooner(v8) {
  v8.setFlagsFromString('--invocation-count-for-turbofan=1000')
}

// A published package has only dist/. A checkout that was never built runs from its sources. The paths are put together: a linter that
// followed them from here would take this file and all programs of tests for a part of ours.
function load(name) {
  return import('../dist/' + name + '.js').catch(function (cause) {
    if (cause.message.indexOf(name + ".js' imported") < 0) throw cause
    return fromSources(name)
  })
}

function fromSources(name) {
  return import('../src/cli/' + name + '.ts')
}

// What a client waits for has an entry of its own; every other line is read by the parser of the command line. It is required:
// for an `import` Node makes a view of each of its own modules, and reads all that lies in there for that, also what is only made
// when it is read.
function loadAtOnce(name) {
  return new Promise(function (resolve) {
    var own = process.getBuiltinModule('node:fs').realpathSync(process.argv[1])
    resolve(process.getBuiltinModule('node:module').createRequire(own)('../dist/' + name + '.cjs'))
  }).catch(function (cause) {
    if (cause.message.indexOf("Cannot find module '../dist/" + name + ".cjs'") < 0) throw cause
    return fromSources(name)
  })
}

function loadFor(words) {
  if (words.length === 1 && words[0] === 'gateway') return loadAtOnce('gateway-main')
  if (words.length === 2 && words[0] === 'run' && words[1].charAt(0) !== '-') return loadAtOnce('run-main')
  return load('main')
}

Promise.resolve(process.argv.slice(2))
  .then(loadFor)
  .then(function (sallyport) {
    var done = sallyport.main(process)
    // After the first step of a start: that has begun with what takes longest.
    if (process.argv[2] === 'run') keepSmall(process.getBuiltinModule('node:v8'))
    if (process.argv[2] === 'serve') compileSooner(process.getBuiltinModule('node:v8'))
    return done
  })
  .catch(function (cause) {
    process.stderr.write('bug: Sallyport could not be loaded: ' + cause.message + '\nnext: Install it again.\n')
    process.exit(2)
  })
