package masking

// honorifics are words before a name; one word of an officer's name is found behind them.
var honorifics = set(`bapak ibu pak bu bpk mas mbak mba mbk kak kakak bang abang sdr sdri saudara saudari dek om tante cik yuk ayuk
	koh cece petugas mr mrs ms miss officer`)

// titles are words of a name that are no name.
var titles = set(`drs dra dr ir prof kh haji hajah hajjah hj st se sh mm mh msi mpd spd sag skm skep ners amd amdkeb amdkep skom sip sos
	ssos map map mkes mkom sst spt bba phd alm almh bin binti`)

// common are words of Indonesian names that are words of the language too, and words that
// follow an honorific as often as a name does.
var common = set(`indah cahaya mulia baik puas ramah cepat lambat sabar sopan tua muda bagus cantik ganteng tampan judes galak jutek hebat
	mantap adil jaya sejahtera makmur lestari bunga melati mawar kasih sayang setia bakti berkah rezeki rejeki rahmat nikmat hikmah
	fitri ramadhan ramadan jumat kamis sabtu minggu senin selasa rabu april mei juni juli agustus september januari utama pertama
	purnama bulan bintang surya mentari fajar pagi siang sore malam senja intan permata mutiara emas perak abadi damai sentosa aman
	putra putri putera puteri anak dara gadis raja ratu dewa dewi cinta harapan harap impian sinar terang kuat sakti bijaksana
	pintar cerdas teladan jujur ikhlas tulus suci murni bersih wangi merdeka pratama satria perkasa suka senang gembira bahagia
	ria riang lucu manis asri alam laut gunung sungai bangsa negara karya budi murah baru lama besar kecil tinggi kota desa
	timur barat utara selatan tengah pusat air batu kayu nur mega utami sari kurnia`)

// given are frequent names that begin or end as verbs do, or that are second words of a name
// in small letters.
var given = set(`budi siti aminah ahmad agus dewi andi rina rini rudi sri yanti santoso hartono hidayat hidayah susanto setiawan kurniawan
	gunawan wijaya saputra saputri pratiwi lestari wahyuni wulandari rahayu handayani susanti nurhayati fitriani yuliana rosita maria
	muhammad mohammad abdul abdullah rahman rahim fauzi hasan husin ibrahim ismail yusuf sulaiman iskandar suharto suryani suryadi
	supriyadi sutrisno nugroho prasetyo firmansyah maulana ramadhani permana herman heri hendra dian diana dimas dinda dina dita
	melati mentari mega meri berlian teresa terry merlin merry melisa melinda pernando keisha kevin kenny`)

// stops are words that follow "saya" or "nama saya" and are no name.
var stops = set(`ada adalah agak agar aja akan akhirnya aku alami alhamdulillah alamat alasan ambil amat anak anda angkat antar antara antre antri
	anggap apa apakah apalagi apabila arsip asal asli asumsi atas atau awal awalnya ayah
	bagaimana bahkan bahwa balik bangga banget bantu banyak baru bayar beda begitu bekerja belum belom benar bener benci
	beri besok betul biasa biasanya bikin bila bilang bingung bisa bosan boleh buat bukan buka buru butuh
	cabut cari capek cape cek cerita ceritakan coba cocok cukup cuma cuman
	daftar dalam dan dapat dapet dari datang datangi dengan demi depan di detik dicatat didata diri doa dosen double dua dulu duduk
	ekstra emang enggak engga empat
	foto ganda ganti gak ga gagal gelar gembira geram gugup guru gila
	habis halo hampir hanya hari harus hamil hapus haru hargai heran hilang hingga hubungi hormat hormati
	iba iman ingat ingin ini istri itu ijin izin iya ikut ikuti isi islam indonesia
	jadi jalan jam jangan jarang jauh jelas jengkel jera jika juga jumpa justru jemput jawab
	kagum kalau kali kalo kami kamu kaget kan kangen ke kapan karena kasihan kata katakan katolik kebetulan kecewa kehilangan kemarin kembali
	kenal kenapa kena kerja kesal kesel ketika ketemu khawatir kini kira kirim kok konfirmasi koreksi kristen kritik kurang ktp kk kuliah
	lagi lahir lain lalu lambat lansia lancar langsung laporkan lapor lelah lebih lengkap lewat lihat liat lima loket lupa lulus lurus
	maaf mahasiswa main maka makan makin maklum malah malas malu mana mandiri marah masih masuk masukkan masukan mau maunya melihat memang
	mesti menit minta mohon mual mudah mulai muncul mungkin muslim mau
	nah nama nanti naik nangis nggak ngga nilai nunggu nyaman nyasar nya
	oke ok orang oleh
	pada padahal panas panik panjang pas pasien pasrah pegawai pelanggan pelayanan pengin pengen pensiunan pergi perlu pernah
	pikir pilih pindah pingsan pinjam pintu pulang punya pusing pusingnya pribadi profesi pasti panggil
	rasa rasakan rasanya ragu rekam rela risih rugi ribet rumah
	saat sabar sadar saja sakit salah salut salam sama sambil sampai sampe sangat sanggup sangka saran sarankan satu sayangnya saya sayangkan
	sebab sebagai sebaiknya sebal sebel sebelum sebelumnya sebenarnya sebut sedang sedih sedikit segera sejak sejauh sekali sekarang sekeluarga sekitar selain
	selaku selalu selama semoga semua sempat sendiri sengaja seorang seperti sering serta sesuai setelah setiap setuju seumur siap
	siapa siapkan sini situ stress stres suami suruh sudah sudahlah sungguh supaya susah syukur swasta sah
	tadi tahan tahu tahun tak takut tambah tambahkan tampak tanda tanya tanyakan tapi tau tempat tentu tetap tetapi tiba tidak tidur tiga tiap
	tinggal tinggalkan titip tolak tolong trauma tua tuh tulis tulisan tunggu tunjukkan tuntut tutup typo trims thanks tertib tersebut
	udah uang ubah ucapkan ulang ulangi untuk umum umur unggah urus urusan usul usulkan usia usaha
	wajib waktu walau walaupun wanita warga wiraswasta wni wna yakin yaitu yang ya yg yth zaman
	bagian dinas disdukcapil dukcapil puskesmas kelurahan kecamatan kantor kabupaten provinsi bank mpp mal pangkalpinang bangka belitung gabek
	gerunggang girimaya rangkui bukitintan tamansari pangkalbalam sungailiat mentok toboali koba jakarta palembang
	pria perempuan lelaki pedagang petani nelayan buruh ojek sopir tni polri pns asn pppk honorer bidan perawat dokter
	buddha hindu kristiani konghucu tionghoa melayu jawa sunda batak minang hakka
	pernyataan proses prosesnya kualitas fasilitas ruang ruangan kursi parkir sistem server aplikasi website nomor antrean antrian berkas akta kartu surat
	a an the very not so happy satisfied disappointed from here glad still waiting really just in at on sorry angry sure also was were is are
	indonesian grateful thankful upset always never done old new pleased impressed sad unhappy going having being too quite extremely
	wrong missing spelled misspelled misspelt incorrect correct different longer on
	pelayanannya kerjanya semuanya akhir am im i my your we they he she it and but or because when with for to of by as if`)
