/**
 * Between the quotes of strings with a `format`, as GBNF. Each generates a subset of what the format allows, never more: no leap days and no leap
 * seconds, only plain host names, IPv6 in full form.
 */
const year = '[12] [0-9]{3}'
const day31 = '("0" [1-9] | [12] [0-9] | "3" [01])'
const day30 = '("0" [1-9] | [12] [0-9] | "30")'
const day28 = '("0" [1-9] | "1" [0-9] | "2" [0-8])'
const monthDay = `(("0" [13578] | "10" | "12") "-" ${day31} | ("0" [469] | "11") "-" ${day30} | "02-" ${day28})`
const date = `${year} "-" ${monthDay}`
const clock = '([01] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("." [0-9]{1,6})?'
const zone = '("Z" | [+-] ("0" [0-9] | "1" [0-3]) ":" [0-5] [0-9])'
const label = '[a-z0-9] ([a-z0-9-]{0,30} [a-z0-9])?'
const host = `${label} ("." ${label}){0,4}`
const domain = `${label} ("." ${label}){0,3} "." [a-z]{2,10}`
const byte = '("25" [0-5] | "2" [0-4] [0-9] | "1" [0-9] [0-9] | [1-9] [0-9] | [0-9])'
const hex = (count: number) => `[0-9a-f]{${count}}`
const count = '[1-9] [0-9]{0,3}'

export const formatBodies: { readonly [format: string]: string } = {
  date,
  time: `${clock} ${zone}`,
  'date-time': `${date} "T" ${clock} ${zone}`,
  duration: `"P" (${count} "Y" (${count} "M")? (${count} "D")? | ${count} "D" ("T" ${count} "H" (${count} "M")?)? | "T" ${count} [HMS] | ${count} "W")`,
  email: `[a-z0-9] [a-z0-9_-]{0,30} ("." [a-z0-9_-]{1,20})? "@" ${domain}`,
  hostname: host,
  ipv4: `${byte} ("." ${byte}){3}`,
  ipv6: `${hex(4)} (":" ${hex(4)}){7}`,
  uuid: `${hex(8)} "-" ${hex(4)} "-" [1-8] ${hex(3)} "-" [89ab] ${hex(3)} "-" ${hex(12)}`,
  uri: `"http" "s"? "://" ${domain} ("/" [a-zA-Z0-9._~-]{1,60}){0,6} "/"?`,
}
