//! Words about how a table is arranged.

use crate::tui::arranged::{Arrangement, Order};
use crate::tui::strings::{Words, words};

/// What of a table is not as the form has it.
pub fn arranged(arrangement: Arrangement) -> String {
    let Arrangement { without_zeros, sorted, transposed, wider, full_names } = arrangement;
    let order = sorted.map(|(_, order)| match order {
        Order::Falling => words("按列降序", "sorted, falling"),
        Order::Rising => words("按列升序", "sorted, rising"),
    });
    let said: [Option<Words>; 5] = [
        without_zeros.then_some(words("已隐藏全零行", "rows of zeros hidden")),
        order,
        transposed.then_some(words("行列已互换", "rows and columns exchanged")),
        (wider != 0).then_some(words("行名宽度已改", "names of another width")),
        full_names.map(|full| if full { words("行名全称", "full names") } else { words("行名简称", "short names") }),
    ];
    let said: Vec<&str> = said.into_iter().flatten().map(Words::said).collect();
    if said.is_empty() {
        words("表格还原", "the table as the form has it").into()
    } else {
        said.join(&words("、", ", "))
    }
}
