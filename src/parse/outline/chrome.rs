//! Text of the page around a report: buttons, share bars, links to other pages.

/// How such a line starts.
const STARTS: [&str; 34] = [
    "扫一扫",
    "分享到",
    "分享:",
    "分享：",
    "打印本页",
    "打印",
    "关闭",
    "关闭窗口",
    "【打印",
    "【关闭",
    "[打印",
    "[关闭",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "返回顶部",
    "返回首页",
    "保护视力色",
    "字体大小",
    "字体颜色",
    "字号",
    "本站已启用",
    "当前位置",
    "您当前的位置",
    "您的位置",
    "浏览次数",
    "责任编辑",
    "版权所有",
    "主办单位",
    "网站地图",
    "网站标识码",
    "相关链接",
    "相关附件",
];

/// A line longer than this is text, whatever it starts with.
const LONGEST: usize = 60;

/// Whether a line belongs to the page and not to the report.
pub fn is_chrome(line: &str) -> bool {
    let line = line.trim_start_matches(['>', '*', '·', ' ']);
    let short = line.chars().take(LONGEST + 1).count() <= LONGEST;
    let starts = STARTS.iter().any(|start| line.starts_with(start));
    // 打印 and 关闭 alone are buttons; a sentence may start with them.
    short && (starts && !line.contains('。') || line.contains("ICP备") || line.contains("公网安备"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_are_not_text() {
        for line in ["扫一扫在手机打开当前页", "分享到:", "【打印本页】 【关闭窗口】", "云ICP备00000000号-1", "打印"]
        {
            assert!(is_chrome(line), "{line}");
        }
        for line in ["无。", "打印费用由申请人承担。", "其他需要报告的事项", "我镇无其他需要报告的事项"]
        {
            assert!(!is_chrome(line), "{line}");
        }
    }
}
