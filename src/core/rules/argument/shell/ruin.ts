// Commands that take away more than anybody works on: disks, systems, homes, every process.

export const DISK = /^(?:\/dev\/(?:sd[a-z]|hd[a-z]|nvme\d|vd[a-z]|xvd[a-z]|mmcblk\d|disk\d)|\\\\\.\\physicaldrive\d)/i
/** The whole of a system or of somebody's home. */
const EVERYTHING =
  /^(?:\/|\/\*|~|~\/|~\/\*|\$home\/?\*?|\/(?:etc|usr|var|bin|sbin|lib|boot|home|root)\/?\*?|[a-z]:[\\/]?\*?|\*)$/i

/** What is lost, in words; null: nothing that matters to everybody. */
export function destroys(program: string, texts: readonly string[], line: string): string | null {
  if (program === 'rm' && texts.includes('--no-preserve-root')) return 'deletes a whole system'
  const deletesTree =
    (program === 'rm' && /(?:^| )-\w*[rR]/.test(line)) ||
    (program === 'remove-item' && /-recurse/i.test(line)) ||
    (/^(?:rd|rmdir|del|erase)$/.test(program) && /(?:^| )\/s\b/i.test(line) && /\/q\b/i.test(line))
  if (deletesTree && texts.some((text) => EVERYTHING.test(text) && text !== '*'))
    return 'deletes a whole system or home'
  if (/^(?:mkfs(?:\..*)?|mke2fs|wipefs|shred|blkdiscard)$/.test(program) && texts.some((text) => DISK.test(text)))
    return 'writes over a disk'
  if (program === 'dd' && texts.some((text) => text.startsWith('of=') && DISK.test(text.slice(3))))
    return 'writes over a disk'
  if (program === 'tee' && texts.some((text) => DISK.test(text))) return 'writes over a disk'
  if (program === 'format' && /^[a-z]:/i.test(texts[0] ?? '')) return 'writes over a disk'
  if (
    /^(?:chmod|chown)$/.test(program) &&
    /(?:^| )-\w*R/.test(line) &&
    texts.some((text) => EVERYTHING.test(text) && text !== '*')
  )
    return 'changes who may do what in a whole system'
  if (program === 'kill' && /(?:^| )-1$/.test(line) && texts.length > 1) return 'ends every process'
  return null
}

/** A function that calls itself twice, in whatever spelling of its name. */
export const isForkBomb = (text: string): boolean => BOMB.test(text.replace(/'[^']*'|"[^"]*"/g, ''))
const BOMB = /([\w:.]{1,16})\s{0,4}\(\)\s{0,4}\{\s{0,4}\1\s{0,4}\|\s{0,4}\1\s{0,4}&?\s{0,4}\}\s{0,4};\s{0,4}\1/
