// A dialog of this feature: the same frame for all.
import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useCommon } from "@/i18n";

export function Dialog({
  title,
  onDone,
  children,
}: {
  title: string;
  onDone: () => void;
  children: ReactNode;
}) {
  const common = useCommon();
  return (
    <Modal
      opened
      onClose={onDone}
      title={title}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {children}
    </Modal>
  );
}
