"""달력: months and years with their holidays, and the counting of deadlines by the policies that rule."""
