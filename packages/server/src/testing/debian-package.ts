import { execFileSync } from 'node:child_process'

/**
 * Where a program is, by `find`; installs Debian's package where that is possible and allowed (root, no `GOLDWIRE_NO_INSTALL`).
 *
 * @returns null where there is none
 */
export function findOrInstall(debianPackage: string, find: () => string | null): string | null {
  const found = find()
  if (found !== null || process.getuid?.() !== 0 || process.env['GOLDWIRE_NO_INSTALL'] !== undefined) return found
  try {
    execFileSync('apt-get', ['install', '-y', '-q', debianPackage], {
      stdio: 'ignore',
      timeout: 120_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  } catch {
    return null
  }
  return find()
}
