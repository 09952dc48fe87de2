'use strict';
// The real module ends an extension host whose server died. Here the server's whole process group is ended at once.
module.exports.start = () => undefined;
module.exports.exit = (code) => process.exit(code ?? 0);
