/**
 * `node --import ./tests/shop/end-with-parent.ts …`: a process whose parent was killed ends as if it had been asked to. Without it a
 * killed demo or test would leave an app behind that works on in the same database.
 */
const firstParent = process.ppid;
setInterval(() => {
  if (process.ppid !== firstParent) process.kill(process.pid, "SIGTERM");
}, 1000).unref();
