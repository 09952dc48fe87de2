/** In the environment of a run's processes: a folder for what one of them makes and all of them need. It is removed when the run ends. */
export const FOLDER_OF_RUN = 'HALT_FOLDER_OF_RUN';
