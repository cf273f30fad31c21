import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readSource } from '../../src/core/vet/read-source.ts'
import { languageOf } from '../../src/core/vet/source.ts'
import { judgeCode } from '../../src/core/vet/judge.ts'
import { CODE_RULES } from '../../src/core/vet/rules/index.ts'
import { loadJavascript } from '../../src/io/engine/javascript.ts'
import { loadPython } from '../../src/io/engine/python.ts'
import { SAYS } from '../../src/flows/vet/says.ts'
const readers = { javascript: await loadJavascript(), python: await loadPython() }
const files = (p: string): string[] => (statSync(p).isDirectory() ? readdirSync(p).flatMap((n) => files(join(p, n))) : [p])
const sev = ['info', 'low', 'medium', 'high', 'critical']
let flagged = 0
const floor = process.env.FLOOR ?? 'high'
for (const target of process.argv.slice(2)) {
  const t = performance.now()
  const texts = new Map<string, string>()
  const facts = files(target).flatMap((path) => {
    const text = readFileSync(path, 'utf8')
    const language = languageOf(path, text.slice(0, 200))
    if (language === null || path.endsWith('.d.ts')) return []
    texts.set(path, text)
    const a = performance.now()
    const out = readSource({ path, language, text }, readers)
    if (performance.now() - a > 1500) console.log('   slow', path, text.length, Math.round(performance.now() - a))
    if (out.unread) console.log('   unread', path, out.unread)
    return [out]
  })
  const { seen, unanswered } = judgeCode({ files: facts, manifest: null, says: SAYS }, CODE_RULES)
  const grave = seen.filter(({ rule }) => sev.indexOf(rule.severity) >= sev.indexOf(floor))
  if (grave.length > 0) flagged++
  console.log(grave.length > 0 ? 'FLAG' : '----', target, facts.length, 'files', Math.round(performance.now() - t), "ms cpu", Math.round(process.cpuUsage().user/1000), unanswered.length ? JSON.stringify(unanswered) : '')
  const shown = new Map<string, number>()
  for (const { rule, spot } of process.env.ALL ? seen : grave) {
    const n = (shown.get(rule.id) ?? 0) + 1
    shown.set(rule.id, n)
    if (n > 3) continue
    const text = texts.get(spot.path)!
    console.log('      ', rule.severity, rule.id, spot.path.slice(target.length), text.slice(0, spot.at).split('\n').length, spot.note, '|', JSON.stringify(text.slice(spot.at, spot.at + 140)))
  }
}
console.log(flagged, 'of', process.argv.length - 2)
