// A secret that the server tells once: it stays until it is said to be copied.
import { Button, Code, CopyButton, Modal, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useCommon, useTexts } from "@/i18n";
import { webhookTexts } from "./texts";
import classes from "./webhooks.module.css";

export function SecretOnce({ secret, onDone }: { secret: string; onDone: () => void }) {
  const common = useCommon();
  const t = useTexts(webhookTexts);
  return (
    <Modal
      opened
      onClose={onDone}
      title={t("secret_title")}
      size={560}
      transitionProps={{ duration: 0 }}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="md">
        <Text size="sm">{t("secret_once")}</Text>
        <Code block className={classes.secret}>
          {secret}
        </Code>
        <div className={classes.secretButtons}>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                leftSection={
                  copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
                }
              >
                {copied ? common("copied") : common("copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onDone}>{t("secret_done")}</Button>
        </div>
      </Stack>
    </Modal>
  );
}
