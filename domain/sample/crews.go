package sample

import "suaraloket/domain"

func clerk(position string) post  { return post{pns, "Pengatur, II/c", position} }
func senior(position string) post { return post{pns, "Pengatur Tingkat I, II/d", position} }
func expert(position string) post { return post{pns, "Penata Muda, III/a", position} }
func chief(position string) post  { return post{pns, "Penata, III/c", position} }
func agreed(position string) post { return post{pppk, "Golongan VII", position} }
func graduate(position string) post {
	return post{pppk, "Golongan IX", position}
}
func support(position string) post { return post{contract, "", position} }

const (
	operator   = "Operator Layanan Kependudukan"
	registrar  = "Administrator Database Kependudukan"
	computing  = "Pranata Komputer Ahli Pertama"
	archivist  = "Arsiparis Terampil"
	collector  = "Pengelola Layanan Pajak Daerah"
	frontDesk  = "Petugas Layanan Depan"
	licensing  = "Penata Perizinan Ahli Pertama"
	processing = "Pengolah Data dan Informasi"
)

func dukcapilMall(u domain.Unit) []plan {
	return []plan{
		{code: "DKC-01", name: "Loket 1", unit: u, load: 13, services: []string{"KTP-EL"}, crew: []person{
			{"Ratna Sulastri, A.Md.", "Ibu Ratna S.", "a", 1988, senior(operator), 0.75, 0},
			{"Budi Hermansyah, S.Kom.", "Bapak Budi H.", "c", 1990, expert(computing), -0.1, 0.7},
			{"Mardiana Putri", "Ibu Mardiana P.", "a", 1993, agreed(operator), 0.25, 0},
		}},
		{code: "DKC-02", name: "Loket 2", unit: u, load: 13, services: []string{"KK", "PINDAH"}, crew: []person{
			{"Hendra Kurniadi, S.AP.", "Bapak Hendra K.", "b", 1984, chief(registrar), 0.2, 0},
			{"Yuliana Wijayanti", "Ibu Yuliana W.", "d", 1991, agreed(operator), -0.55, -0.4},
		}},
		{code: "DKC-03", name: "Loket 3", unit: u, load: 9, services: []string{"AKTA-LAHIR", "AKTA-MATI", "AKTA-KAWIN", "AKTA-CERAI"}, crew: []person{
			{"Nurhasanah, S.H.", "Ibu Nurhasanah", "a", 1982, chief("Analis Kependudukan dan Pencatatan Sipil"), 1.1, 0},
			{"Fadli Ramadhan", "Bapak Fadli R.", "c", 1995, agreed(operator), 0.3, 0.3},
		}},
		{code: "DKC-04", name: "Loket 4", unit: u, load: 8, services: []string{"KIA", "IKD"}, crew: []person{
			{"Dewi Anggraini, S.E.", "Ibu Dewi A.", "d", 1987, expert(processing), 0.45, 0},
			{"Syahrul Efendi", "Bapak Syahrul E.", "b", 1979, senior(archivist), -0.3, 0},
		}, guest: &person{"Intan Permatasari, A.Md.", "Ibu Intan P.", "a", 1998, clerk(operator), 0.5, 0}, stay: stay{enough: 12, most: 29}},
		{code: "DKC-05", name: "Loket 5", unit: u, load: 12, services: []string{"KTP-EL", "KK", "AKTA-LAHIR", "KIA"}, crew: []person{
			{"Rosita Amelia", "Ibu Rosita A.", "a", 1996, support(frontDesk), 0.1, 0},
			{"Agus Suhendar", "Bapak Agus S.", "c", 1986, clerk(archivist), -0.95, 0},
		}},
	}
}

func dukcapilDistrict(u domain.Unit) []plan {
	return []plan{
		{code: "DKG-01", name: "Loket 1", unit: u, load: 9, services: []string{"KTP-EL", "KK", "PINDAH", "IKD"}, crew: []person{
			{"Zulkarnain Hakim, S.Sos.", "Bapak Zulkarnain H.", "b", 1981, chief(registrar), 0.4, 0},
			{"Lilis Handayani", "Ibu Lilis H.", "a", 1994, agreed(operator), 0.6, 0},
		}},
		{code: "DKG-02", name: "Loket 2", unit: u, load: 7, services: []string{"AKTA-LAHIR", "AKTA-MATI", "KIA"}, crew: []person{
			{"Meiliana Santosa", "Ibu Meiliana S.", "d", 1992, graduate(operator), 0.9, 0.4},
			{"Rahmat Hidayatullah", "Bapak Rahmat H.", "b", 1997, support(frontDesk), -0.35, 0.3},
		}},
	}
}

func taxes(u domain.Unit) []plan {
	return []plan{
		{code: "PJK-01", name: "Loket 1", unit: u, load: 10, services: []string{"PBB", "BPHTB"}, crew: []person{
			{"Sri Wahyuni, S.E.", "Ibu Sri W.", "a", 1985, chief(collector), 0.1, 0},
			{"Johan Setiadi, S.Ak.", "Bapak Johan S.", "c", 1993, graduate(collector), -0.6, 0},
		}},
		{code: "PJK-02", name: "Loket 2", unit: u, load: 3, services: []string{"MUTASI-PBB"}, crew: []person{
			{"Eka Prasetyawan", "Bapak Eka P.", "c", 1989, senior(collector), 0.35, 0},
			{"Tuti Herawati", "Ibu Tuti H.", "a", 1976, senior(archivist), 0.05, -0.3},
		}, guest: &person{"Vera Kusumawardani, S.Ak.", "Ibu Vera K.", "d", 1999, expert(collector), 0.3, 0}, stay: stay{enough: 5, most: 9}},
	}
}

func clinic(u domain.Unit) []plan {
	return []plan{
		{code: "PKM-01", name: "Loket Pendaftaran", unit: u, load: 14, services: []string{"POLI-UMUM", "IBU-ANAK", "IMUNISASI"}, crew: []person{
			{"Fitri Maharani, A.Md.RMIK.", "Ibu Fitri M.", "a", 1991, clerk("Perekam Medis Terampil"), 0.3, 0},
			{"Dedi Irawansyah", "Bapak Dedi I.", "c", 1988, support(frontDesk), -0.75, 0.6},
			{"Sulastri Ningsih", "Ibu Sulastri N.", "a", 1983, agreed("Perekam Medis Terampil"), 0, 0},
		}},
		{code: "PKM-02", name: "Loket Kesehatan Ibu dan Anak", unit: u, load: 9, services: []string{"IBU-ANAK", "IMUNISASI"}, crew: []person{
			{"Marlina Agustina, A.Md.Keb.", "Ibu Marlina A.", "a", 1986, senior("Bidan Terampil"), 1.0, 0},
			{"Christina Halim, S.Tr.Keb.", "Ibu Christina H.", "d", 1994, graduate("Bidan Ahli Pertama"), 0.65, 0},
		}},
		{code: "PKM-03", name: "Loket Farmasi", unit: u, load: 9, services: []string{"FARMASI"}, crew: []person{
			{"Ilham Nugraha, A.Md.Farm.", "Bapak Ilham N.", "b", 1992, clerk("Asisten Apoteker Terampil"), -0.2, 0},
			{"Nova Rianti, S.Farm.", "Ibu Nova R.", "a", 1990, graduate("Apoteker Ahli Pertama"), 0.35, 0},
		}, guest: &person{"Yusuf Alamsyah", "Bapak Yusuf A.", "b", 1980, senior("Asisten Apoteker Mahir"), 0.55, 0}, stay: stay{enough: 12, most: 29, returns: true}},
	}
}

func permits(u domain.Unit) []plan {
	return []plan{
		{code: "PTS-01", name: "Loket 1", unit: u, load: 10, services: []string{"NIB", "REKLAME"}, crew: []person{
			{"Arief Budimansyah, S.IP.", "Bapak Arief B.", "c", 1985, expert(licensing), 0.55, 0},
			{"Wulan Oktaviani, S.H.", "Ibu Wulan O.", "a", 1993, graduate(licensing), 0.2, 0},
			{"Ferdian Tanaka", "Bapak Ferdian T.", "c", 1996, support(frontDesk), -0.4, 0},
		}},
		{code: "PTS-02", name: "Loket 2", unit: u, load: 7, services: []string{"PBG"}, crew: []person{
			{"Bambang Suryawan, S.T.", "Bapak Bambang S.", "b", 1978, chief("Penata Kelola Bangunan Gedung"), -0.55, 0},
			{"Tri Lestari, S.T.", "Ibu Tri L.", "d", 1991, graduate("Penata Kelola Bangunan Gedung"), 0.4, 0.5},
		}},
		{code: "PTS-03", name: "Loket 3", unit: u, load: 8, services: []string{"SIP", "NIB"}, crew: []person{
			{"Halimah Tusadiah, S.AP.", "Ibu Halimah T.", "a", 1987, expert(licensing), 0.7, 0},
			{"Riko Pratamawan", "Bapak Riko P.", "c", 1998, agreed(processing), 0.15, 0},
		}},
	}
}

func tenant(u domain.Unit) []plan {
	return []plan{{code: "TBS-01", name: "Gerai Bank Serumpun (contoh)", unit: u, load: 6, services: []string{"SETOR"}, crew: []person{
		{"Sinta Wulandari", "Ibu Sinta W.", "d", 1995, support("Petugas Gerai"), 0.3, 0},
		{"Kevin Hartanto", "Bapak Kevin H.", "c", 1997, support("Petugas Gerai"), 0.1, 0},
	}}}
}
