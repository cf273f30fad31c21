import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { BARE, of, worded } from '../argument/judged.ts'
import { CODE as CODES, OPENS, PAREN } from '../argument/marks.ts'
import type { Rule } from '../rule.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

const RUNS = [
  'system',
  'exec',
  'eval',
  'passthru',
  'popen',
  'shell_exec',
  'proc_open',
  'pcntl_exec',
  'assert',
  '__import__',
  'compile',
  'execsync',
  'spawnsync',
]
const TELLS = ['phpinfo', 'phpversion']

const CODE: readonly Phrase[] = [
  // A function that runs what it is given, with something given to it.
  phrase(
    RUNS.flatMap((name) => [`${name}(`, `${name} (`]),
    new RegExp(String.raw`(?<![\w-])(?:${RUNS.join('|')}) ?\( ?(?:[furb]{0,2}['"\x60]|\$_?\w|compile\(|@)`, 'g'),
  ),
  phrase(
    TELLS.map((name) => `${name}(`),
    new RegExp(String.raw`(?<![\w-])(?:${TELLS.join('|')})\( ?\)`, 'g'),
  ),
  phrase(['[system "', '%x('], /\[system "|%x\([^)]{1,80}\)/g),
  // Marks between which a server runs what stands there.
  phrase(['<?php', '<?='], /<\?(?:php|=)/g),
  phrase(['<!--#'], /<!--#[a-z]{3,12}\b/g),
  phrase(['$_get[', '$_post[', '$_request[', '$_server[', '$_cookie['], /\$_(?:get|post|request|server|cookie)\[/g),
  // Ways to a shell in the languages that servers are written in.
  phrase(
    [
      'child_process',
      'os.system(',
      'os.popen(',
      'subprocess.',
      'runtime.exec(',
      'getruntime',
      'processbuilder(',
      'kernel.exec',
      '__subclasses__',
      '__globals__',
      '__builtins__',
      '$$nd_func$$',
    ],
    /child_process['"]\)\.\w{1,12}\(|\bos\.(?:system|popen)\(|\bsubprocess\.\w{2,14}\(|(?:getruntime\(\)|\bruntime)\.exec\(|processbuilder\(["{n]|kernel\.exec|__(?:subclasses|globals|builtins)__|_\$\$nd_func\$\$_/g,
  ),
]

export const codeInjection: Rule<MessageSubject> = {
  id: 'code-injection',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A value that is no code calls a function that runs programs, or holds marks between which servers run code',
  fix: 'Look at where this value comes from. A server must not evaluate values.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ name: "system('uname -a')" }),
    calling({ name: '";phpinfo();//' }),
    calling({ id: "__import__('os').popen('uname')" }),
    calling({ id: '<?php system($_GET["c"]); ?>' }),
    calling({ name: '<!--#exec cmd="uname" -->' }),
    calling({ name: "require('child_process').exec('uname')" }),
    calling({ name: '&lt;!--#echo var="DATE" --&gt;' }),
  ],
  good: () => [
    calling({ name: 'eval() and exec() compared' }),
    calling({ name: 'System (legacy)' }),
    calling({ code: "os.system('uname')" }),
    calling({ body: "Never call eval('…') on input." }),
    calling({ name: 'compile(1) errors' }),
    ...HONEST_CALLS,
  ],
  phrases: CODE,
  needs: OPENS | PAREN | CODES,
  check: ({ values }, seek) =>
    worded(of(values, BARE, OPENS | PAREN | CODES), CODE, seek, 'a server that evaluates it runs a program'),
}
