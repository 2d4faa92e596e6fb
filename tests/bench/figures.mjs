// docs/figures.md: a section for each measurement, bearing the day it was taken. Writing one leaves the others as they are.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../e2e/server.mjs'

const file = join(root, 'docs/figures.md')

const head = `# Figures
Measured with \`./dev bench --write\` (what takes minutes: with its name, or \`--long\`), everything on one machine: the load generators
and the browsers share its cores with the server, so delays are upper bounds and rates lower ones. A registration counts when it
is answered, and it is answered when it is on the disk (\`synchronous=FULL\`); what one commit a row can do is what the disk needs
for one flush, and changes from minute to minute on a shared disk.
`

/** One section: a title and a table of two columns. */
export function section(title, rows) {
    const day = new Date().toISOString().slice(0, 10)
    return `## ${title}\n| figure | ${day} |\n|---|---|\n${rows.map(([left, right]) => `| ${left} | ${right} |`).join('\n')}\n`
}

/** Puts `fresh`, a Map from title to section, into the file; the sections stand in the order of `titles`, others go. */
export function write_figures(fresh, titles) {
    const old = existsSync(file) ? readFileSync(file, 'utf8').split(/^(?=## )/m).slice(1) : []
    const all = new Map([...old.map(text => [/^## (.*)/.exec(text)[1], `${text.trimEnd()}\n`]), ...fresh])
    writeFileSync(file, `${head}\n${titles.filter(title => all.has(title)).map(title => all.get(title)).join('\n')}`)
    console.log('written to docs/figures.md')
}
