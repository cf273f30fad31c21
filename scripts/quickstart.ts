// The main job once, on a real server from the package registry, in a scratch folder: scan, approve, run, and what cannot be done.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setStage, type Stage } from './quickstart/stage.ts'
import { readySystem } from './quickstart/system.ts'

const SERVER = '@modelcontextprotocol/server-filesystem@2026.8.31'
const print = (text: string): void => console.log(text)
const title = (text: string): void => print(`\n── ${text} ${'─'.repeat(Math.max(3, 96 - text.length))}`)

async function tell(stage: Stage): Promise<void> {
  const { notes, secret, command } = stage
  // Its own check is told to allow every path: what then stops it is the sandbox alone.
  const words = ['npx', '-y', SERVER, '/']

  title('1. Look at a server without trusting it')
  command(0, 'scan', '--', ...words)

  title('2. Approve exactly that, with one folder to read')
  command(0, 'approve', 'files', '--read', notes, '--reason', 'quickstart', '--yes', '--', ...words)

  title('3. Use it through Sallyport, with the official SDK as the client')
  const files = await stage.through('files')
  print(`tools: ${(await files.tools()).join(', ')}`)
  const note = await files.call('read_text_file', { path: join(notes, 'today.txt') })
  show('read the granted note', note)
  must(note.includes('Water the plants'), 'the granted note can be read')
  const outside = await files.call('read_text_file', { path: secret })
  show('read a file outside the grant', outside)
  must(/ENOENT|no such file/i.test(outside), 'the file outside the grant does not exist for the server')
  await files.close()

  title('4. A server that tries to reach a listener of yours')
  await reach(stage)

  title('5. The same server, after it changed what it says')
  await turn(stage)

  title('6. The log that proves it')
  command(0, 'log', 'query', '--decision', 'deny')
  command(0, 'log', 'query', '--type', 'launch', '--limit', '1')
  command(0, 'log', 'verify')

  title('7. Take it away: nothing is left but evidence')
  command(0, 'remove', 'guest', '--yes')
}

async function reach(stage: Stage): Promise<void> {
  const { guest, notes, secret, port, command } = stage
  const free = await stage.connect('node', join(guest, 'guest.mjs'), notes)
  show('without Sallyport, visit', await free.call('visit', { port }))
  show('without Sallyport, look', await free.call('look', { path: secret }))
  await free.close()
  must(stage.visits() === 1, 'unprotected, the listener is reached')

  // Below the folder of temporary files: a rule speaks against that, and without a typed answer it has to be named.
  const accept = ['--accept', 'shared-place']
  command(0, 'approve', 'guest', '--read', notes, '--yes', ...accept, '--', 'node', join(guest, 'guest.mjs'), notes)
  const confined = await stage.through('guest')
  const visit = await confined.call('visit', { port })
  const look = await confined.call('look', { path: secret })
  show('through Sallyport, visit', visit)
  show('through Sallyport, look', look)
  await confined.close()
  must(visit.includes('could not reach') && stage.visits() === 1, 'confined, the listener is not reached')
  must(look.includes('could not read'), 'confined, the file is not there')
}

async function turn(stage: Stage): Promise<void> {
  writeFileSync(join(stage.notes, 'turned'), '')
  const turned = await stage.through('guest')
  const tools = await turned.tools()
  const visit = await turned.call('visit', { port: stage.port })
  await turned.close()
  print(`tools: ${tools.join(', ')}`)
  show('visit', visit)
  must(!tools.includes('visit') && visit.includes('withheld'), 'the changed tool is withheld')
  stage.command(1, 'diff', 'guest')
}

const show = (what: string, said: string): void => print(`${what}\n    ${said.trim().split('\n').join('\n    ')}`)

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`this should hold and does not: ${what}`)
  print(`  ✓ ${what}`)
}

if (await readySystem()) {
  const stage = await setStage(print)
  try {
    await tell(stage)
    title('Done')
    print('Everything happened in a scratch folder, which is removed now. Try next:')
    print('  npx sallyport doctor')
    print(`  npx sallyport scan -- npx -y ${SERVER} ~/Documents`)
    print(`  npx sallyport approve files --read ~/Documents -- npx -y ${SERVER} ~/Documents`)
  } catch (cause) {
    console.error(`\nThe quickstart stopped: ${(cause as Error).message}`)
    console.error('next: `npx sallyport doctor` says what this machine lacks.')
    process.exitCode = 1
  } finally {
    await stage.end()
  }
} else process.exitCode = 2
