// The kinds of files that the API gives.

export interface FileType {
  accept: string;
  extension: string;
}

export const PDF: FileType = { accept: "application/pdf", extension: "pdf" };
export const XLSX: FileType = {
  accept: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  extension: "xlsx",
};
export const CSV: FileType = { accept: "text/csv", extension: "csv" };
