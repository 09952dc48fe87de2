/** The viewType of every page of Halt's: details, plans, results, the audit log. */
export const detailViewType = 'halt.detail';
