//! The nodes of the tree in the order in which they are shown: regions within regions, groups of many agencies of one
//! sort, agencies, and what could not be read or is still to be.

use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::corpus::agencies::{Agencies, Class, Home};
use crate::model::printable::printable;
use crate::tui::glyph;
use crate::tui::strings;
use crate::tui::tree::{Node, NodeKind};

/// Agencies of one sort in one region are put under a line of their own from this number on.
const GROUPED_FROM: usize = 12;
/// Names listed of reports that are still to be read.
const MOST_AWAITED: usize = 1000;

/// The nodes for the agencies of a corpus.
pub fn of(agencies: &Agencies, corpus: &Corpus) -> Vec<Node> {
    let mut builder = Builder { agencies, nodes: Vec::new() };
    builder.agencies();
    builder.problems(corpus);
    builder.awaited(corpus.awaited());
    builder.nodes
}

/// A region while the tree is built.
#[derive(Debug, Clone, Default)]
struct Region {
    /// The smallest known code of an agency in it, as far as it tells the region.
    code: Option<String>,
    regions: BTreeMap<String, Region>,
    agencies: Vec<usize>,
}

impl Region {
    fn place(&mut self, path: &[String], agency: usize, code: Option<&str>) {
        let mut region = self;
        for (level, name) in path.iter().enumerate() {
            region = region.regions.entry(name.clone()).or_default();
            let own = code.and_then(|code| code.get(..(level + 1) * 2));
            if let Some(own) = own.filter(|own| region.code.as_deref().is_none_or(|code| *own < code)) {
                region.code = Some(own.to_owned());
            }
        }
        region.agencies.push(agency);
    }
}

struct Builder<'a> {
    agencies: &'a Agencies,
    nodes: Vec<Node>,
}

impl Builder<'_> {
    fn agencies(&mut self) {
        let mut root = Region::default();
        let (mut central, mut unknown) = (Vec::new(), Region::default());
        for (number, agency) in self.agencies.all.iter().enumerate() {
            match &agency.home {
                Home::Region(path) => root.place(path, number, agency.code.as_deref()),
                Home::Central => central.push(number),
                Home::Unknown(place) => unknown.place(place.as_slice(), number, None),
            }
        }
        self.regions(root.regions, None, 0);
        if !central.is_empty() {
            let node = self.push(NodeKind::Group, strings::CENTRAL.to_string(), 0, None);
            self.members(central, node);
            self.close(node);
        }
        if !unknown.agencies.is_empty() || !unknown.regions.is_empty() {
            let node = self.push(NodeKind::Group, strings::NO_REGION.to_string(), 0, None);
            self.regions(unknown.regions, Some(node), 1);
            self.members(unknown.agencies, node);
            self.close(node);
        }
    }

    fn regions(&mut self, regions: BTreeMap<String, Region>, parent: Option<usize>, depth: usize) {
        let mut regions: Vec<_> = regions.into_iter().collect();
        regions.sort_by(|(_, a), (_, b)| (a.code.is_none(), &a.code).cmp(&(b.code.is_none(), &b.code)));
        for (name, region) in regions {
            self.region(name, region, parent, depth);
        }
    }

    /// A region with one region in it and nothing else shares its row.
    fn region(&mut self, name: String, mut region: Region, parent: Option<usize>, depth: usize) {
        let mut label = name;
        while region.agencies.is_empty() && region.regions.len() == 1 {
            let Some((name, only)) = region.regions.pop_first() else { break };
            label = format!("{label}{}{name}", glyph::STEP);
            region = only;
        }
        let is_own = |agency: &&usize| self.agencies.all.get(**agency).is_some_and(|a| a.class == Class::OwnLevel);
        let own = region.agencies.iter().find(is_own).copied();
        let node = self.push(NodeKind::Region { own }, label, depth, parent);
        self.members(region.agencies, node);
        self.regions(region.regions, Some(node), depth + 1);
        self.close(node);
    }

    /// The agencies of a region by their sort; many of one sort share a node.
    fn members(&mut self, mut agencies: Vec<usize>, parent: usize) {
        let agency = |number: &usize| self.agencies.all.get(*number);
        agencies.sort_by(|a, b| {
            let key = |n: &usize| agency(n).map(|a| (a.class, a.code.is_none(), a.code.clone(), a.name.clone()));
            key(a).cmp(&key(b))
        });
        let class = |number: &usize| self.agencies.all.get(*number).map_or(Class::Department, |a| a.class);
        let depth = self.nodes.get(parent).map_or(0, |node| node.depth) + 1;
        let groups: Vec<Vec<usize>> = agencies.chunk_by(|a, b| class(a) == class(b)).map(<[usize]>::to_vec).collect();
        let several = groups.len() > 1;
        for group in groups {
            let name = group.first().map(class).and_then(strings::class);
            let Some(name) = name.filter(|_| several && group.len() >= GROUPED_FROM) else {
                self.leaves(&group, parent, depth);
                continue;
            };
            let node = self.push(NodeKind::Group, format!("{name} ({})", group.len()), depth, Some(parent));
            self.leaves(&group, node, depth + 1);
            self.close(node);
        }
    }

    fn leaves(&mut self, agencies: &[usize], parent: usize, depth: usize) {
        for number in agencies {
            let Some(agency) = self.agencies.all.get(*number) else { continue };
            let label = strings::agency(agency);
            self.push(NodeKind::Agency(*number), label, depth, Some(parent));
        }
    }

    fn problems(&mut self, corpus: &Corpus) {
        if corpus.problems().is_empty() {
            return;
        }
        let label = strings::unreadable(corpus.problems().len());
        let node = self.push(NodeKind::Problems, label, 0, None);
        for (number, problem) in corpus.problems().iter().enumerate() {
            self.push(NodeKind::Problem(number), problem.to_string(), 1, Some(node));
        }
        self.close(node);
    }

    /// What is still to be read, as far as anybody would look.
    fn awaited(&mut self, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let node = self.push(NodeKind::Group, strings::awaited(names.len()), 0, None);
        for name in names.iter().take(MOST_AWAITED) {
            self.push(NodeKind::Awaited, printable(name).into_owned(), 1, Some(node));
        }
        self.close(node);
    }

    fn push(&mut self, kind: NodeKind, label: String, depth: usize, parent: Option<usize>) -> usize {
        let number = self.nodes.len();
        self.nodes.push(Node { kind, label, depth, parent, end: number + 1 });
        number
    }

    fn close(&mut self, node: usize) {
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(node) {
            node.end = end;
        }
    }
}
