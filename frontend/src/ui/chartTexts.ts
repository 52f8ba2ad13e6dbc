// Texts of maps and charts.
import { defineTexts } from "@/i18n";

export const chartTexts = defineTexts("charts", {
  vi: {
    map_hint: "Chọn một đơn vị trên bản đồ để xem bên trong. Bảng bên cạnh có đủ số liệu của bản đồ.",
    legend: "Chú giải",
    legend_step: "{{from}} – dưới {{to}}",
    legend_last: "từ {{from}}",
    legend_none: "chưa có số liệu",
    no_boundaries_then: "Chưa có ranh giới của các đơn vị năm {{year}} để vẽ bản đồ.",
    no_boundaries: "Chưa có ranh giới các xã của {{area}} để vẽ bản đồ.",
  },
  en: {
    map_hint: "Choose an area on the map to look inside. The table has all figures of the map.",
    legend: "Legend",
    legend_step: "{{from}} – under {{to}}",
    legend_last: "{{from}} and more",
    legend_none: "no figures",
    no_boundaries_then: "There are no boundaries of the areas of {{year}} to draw a map.",
    no_boundaries: "There are no boundaries of the communes of {{area}} to draw a map.",
  },
});
