/** Names without what they all share: the folders before, and the ending of golden files. */
export function shortNames(names: readonly string[]): string[] {
  const bare = names.map((name) => name.replace(/\.golden\.jsonl$/, ''))
  const folders = (bare[0] ?? '').split('/').slice(0, -1)
  let shared = bare.length > 1 ? folders.length : 0
  for (const name of bare) {
    const parts = name.split('/')
    while (shared > 0 && (parts.length <= shared || folders.slice(0, shared).some((folder, index) => parts[index] !== folder))) shared--
  }
  return bare.map((name) => name.split('/').slice(shared).join('/'))
}
