// A real mail server of a scenario's own: exim, with tests/support/exim.conf, that keeps what it takes in a Maildir.
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { scratch } from './browser.mjs'
import { until } from './check.mjs'
import { end_child, free_port, root, start_child } from './server.mjs'

const nobody = 65534 // exim delivers nothing as root

/** → {url, mails(): texts of what came} */
export async function mail_server(stage) {
    const folder = scratch(stage)
    const as_root = process.getuid() === 0
    const user = as_root ? nobody : process.getuid()
    const conf = join(folder, 'exim.conf')
    for (const name of ['spool', 'log', 'box']) mkdirSync(join(folder, name))
    writeFileSync(conf, readFileSync(join(root, 'tests/support/exim.conf'), 'utf8').replaceAll('USER', user).replaceAll('FOLDER', folder))
    chmodSync(folder, 0o755)
    if (as_root) for (const name of ['', 'spool', 'log', 'box', 'exim.conf']) chownSync(join(folder, name), nobody, nobody)
    const port = await free_port()
    const child = start_child('/usr/sbin/exim4', ['-C', conf, '-bdf', '-oX', `127.0.0.1.${port}`], { stdio: 'ignore', ...(as_root && { uid: nobody, gid: nobody }) })
    stage.keep(child, () => end_child(child))
    const answers = () => new Promise(resolve => {
        const socket = connect(port, '127.0.0.1')
        socket.once('error', () => resolve(false)).once('data', () => { socket.destroy(); resolve(true) })
    })
    await until(answers, 'exim answers')
    const box = join(folder, 'box/new')
    return {
        url: `smtp://127.0.0.1:${port}`,
        mails: () => (existsSync(box) ? readdirSync(box) : []).map(name => readFileSync(join(box, name), 'utf8')),
    }
}
