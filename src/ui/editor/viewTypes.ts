/** The viewType of every page of Halt's: details, plans, results, the audit log. */
export const DETAIL_VIEW_TYPE = 'halt.detail';
