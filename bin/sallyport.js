#!/usr/bin/env node
// Says clearly which Node is needed before anything else runs. This file must parse on any old Node.
var needed = [24, 15]
var found = process.versions.node.split('.').map(Number)
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  var wanted = 'error: Sallyport needs Node ' + needed.join('.') + ' or newer; this is Node ' + found.join('.') + '\n'
  process.stderr.write(wanted + 'next: Install a newer Node, then repeat the command.\n')
  process.exit(2)
}

// A published package has only dist/. A checkout that was never built runs from its sources.
import('../dist/main.js')
  .catch(function (cause) {
    if (!/dist.main\.js' imported/.test(cause.message)) throw cause
    return import('../src/cli/main.ts')
  })
  .then(function (sallyport) {
    return sallyport.main(process)
  })
  .catch(function (cause) {
    process.stderr.write('bug: Sallyport could not be loaded: ' + cause.message + '\nnext: Install it again.\n')
    process.exit(2)
  })
