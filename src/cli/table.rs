//! Rows of text in columns.

/// Lines of a table: a heading, then the rows, columns as wide as their widest cell and three blanks apart.
pub fn table(heading: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut lines = vec![heading.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>()];
    lines.extend(rows);
    let widths: Vec<_> = (0..heading.len())
        .map(|column| {
            lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let render = |line: &Vec<String>| {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("   ").trim_end().to_owned()
    };
    lines.iter().map(render).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_line_up() {
        let rows = [vec!["a-long-name".to_owned(), "Running".to_owned()], vec!["b".to_owned(), "Stopped".to_owned()]];
        assert_eq!(
            table(&["NAME", "STATUS"], rows),
            "NAME          STATUS\na-long-name   Running\nb             Stopped"
        );
    }
}
